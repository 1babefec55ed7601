/** What a caller may be allowed to do, and which of it each role in a workspace includes. */

export const scopes = [
  "messages:send",
  "messages:read",
  "updates:read",
  "approvals:decide",
  "connections:manage",
  "policies:manage",
  "endpoints:manage",
  "audit:read",
  "queues:operate",
  "workspaces:manage",
  "approvals:self",
] as const;
export type Scope = (typeof scopes)[number];

export const roles = ["owner", "admin", "approver", "member", "viewer"] as const;
export type WorkspaceRole = (typeof roles)[number];

const reading = ["messages:read", "updates:read"] as const;

/** Everything within one workspace: what its owner and admins may, and the key it comes with. */
export const workspaceKeyScopes: readonly Scope[] = scopes.filter(
  (scope) => scope !== "workspaces:manage" && scope !== "approvals:self",
);

/** A role is a set of scopes; what only an owner may do beyond an admin is checked where it is done. */
export const scopesOfRole: Record<WorkspaceRole, readonly Scope[]> = {
  owner: workspaceKeyScopes,
  admin: workspaceKeyScopes,
  approver: [...reading, "approvals:decide"],
  member: [...reading, "messages:send"],
  viewer: reading,
};

export function isScope(value: string): value is Scope {
  return (scopes as readonly string[]).includes(value);
}

export function isRole(value: string): value is WorkspaceRole {
  return (roles as readonly string[]).includes(value);
}
