/** Names who asked or decided. */
import type { Approval } from "../api/contract.ts";

export function personWords({ kind, name }: Approval["requester"]): string {
  return kind === "key" ? `${name} (API key)` : name;
}
