/** Names who asked, decided or is asked. */
import type { Approval } from "../api/contract.ts";

export function personWords({ kind, name }: Approval["requester"]): string {
  return kind === "key" ? `${name} (API key)` : name;
}

/** “every admin”, for a role; `name` is a person's or a key's, where it is known. */
export function askedWords(who: string, name: string | null = null): string {
  return name ?? who.replace(/^role:/, "every ");
}
