/** What each role is for, in the words that somebody needs who gives it. */
import type { Role } from "../api/contract.ts";

export const roleChoices: readonly {
  readonly value: Role;
  readonly label: string;
  readonly description: string;
}[] = [
  { value: "viewer", label: "Viewer", description: "Reads messages and chats." },
  { value: "member", label: "Member", description: "Reads, and asks to send." },
  { value: "approver", label: "Approver", description: "Reads, and decides what goes out." },
  {
    value: "admin",
    label: "Admin",
    description: "Everything of those, and manages bots, rules, keys and people.",
  },
  {
    value: "owner",
    label: "Owner",
    description: "The same, and deletes rules and says who else is an owner.",
  },
];

/** Only owners make owners. */
export function rolesToGive(own: Role | null) {
  return roleChoices.filter(({ value }) => value !== "owner" || own === "owner");
}
