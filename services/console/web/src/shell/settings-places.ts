/** The settings that are about people and keys, as navigation leads to them. */
import { type Icon, IconKey, IconUserCircle, IconUsers } from "@tabler/icons-react";
import type { Scope } from "../api/contract.ts";

interface SettingsPlace {
  readonly to: "/settings/people" | "/settings/keys" | "/settings/account";
  readonly label: string;
  readonly icon: Icon;
  /** Shown to whoever has one of them; to everybody where there are none. */
  readonly scopes: readonly Scope[];
  /** What is set there, in a line. */
  readonly description: string;
}

export const peoplePlaces: readonly SettingsPlace[] = [
  {
    to: "/settings/people",
    label: "People",
    icon: IconUsers,
    scopes: ["connections:manage"],
    description: "Who belongs to the workspace, and what they may do.",
  },
  {
    to: "/settings/keys",
    label: "API keys",
    icon: IconKey,
    scopes: ["connections:manage"],
    description: "What programs call with, and what each may.",
  },
  {
    to: "/settings/account",
    label: "Your account",
    icon: IconUserCircle,
    scopes: [],
    description:
      "Your password and second factor, what you are told, and who decides while you are away.",
  },
];
