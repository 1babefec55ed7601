/** Who calls: a program by its key, or a person by a session, always within one workspace. */
import type { IncomingMessage } from "node:http";
import type { Scope, WorkspaceRole } from "./scopes.ts";

export interface Principal {
  readonly kind: "key" | "user";
  readonly id: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly scopes: readonly Scope[];
  /** A person's, in this workspace; a key has none. */
  readonly role?: WorkspaceRole;
  /** Whether it may decide what it requested itself: the first start's key, for try-outs. */
  readonly mayDecideOwn: boolean;
  /** Why it may do nothing but ask who it is, and what to do about that. */
  readonly restriction?: string;
}

/** Stands in where an operation is open: it is nowhere and may nothing. */
export const nobody: Principal = Object.freeze({
  kind: "user",
  id: "",
  name: "",
  workspaceId: "",
  scopes: [],
  mayDecideOwn: false,
});

/** Resolves the caller; throws a `Problem` (E001, E002, E003, E004) where there is none. */
export type Authenticate = (req: IncomingMessage) => Promise<Principal>;

/** How a principal stands in audit rows and timelines: `key:key_…` or `user:usr_…`. */
export function actorOf(principal: Pick<Principal, "kind" | "id">): string {
  return `${principal.kind}:${principal.id}`;
}
