/** What a person is in the workspace, in a word. */
import type { Me } from "../api/contract.ts";

export function roleWords({ role, kind }: Pick<Me, "role" | "kind">): string {
  if (role === null) return kind === "key" ? "API key" : "No role";
  return role.charAt(0).toUpperCase() + role.slice(1);
}
