/** Turns rows of members and invitations into what the API answers. */
import { type InvitationView, isRole, type MemberView, type WorkspaceRole } from "@lumenflow/api";
import type { InvitationRow, MemberRow } from "@lumenflow/db";

export function presentMember(row: MemberRow): MemberView {
  const { id, name, email, secondFactor } = row;
  const joinedAt = row.joinedAt.toISOString();
  return { id, name, email, role: roleOf(row), joinedAt, secondFactor };
}

export function presentInvitation(row: InvitationRow): InvitationView {
  const { id, email, invitedBy } = row;
  const [kind, by = ""] = invitedBy.split(":", 2);
  return {
    id,
    email,
    role: roleOf(row),
    invitedBy: {
      kind: kind === "key" || kind === "user" ? kind : "system",
      id: by,
      name: row.invitedByName,
    },
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}

/** What is no role of ours may do the least. */
export function roleOf({ role }: { readonly role: string }): WorkspaceRole {
  return isRole(role) ? role : "viewer";
}
