/** Invites a person into a workspace: makes a link that works once, and keeps only its digest. */
import { createHash, randomBytes } from "node:crypto";
import { problem, type WorkspaceRole } from "@lumenflow/api";
import { newId, type Repositories } from "@lumenflow/db";

export interface Invite {
  readonly workspaceId: string;
  /** Lower case. */
  readonly email: string;
  readonly role: WorkspaceRole;
  readonly days: number;
  readonly by: {
    /** `user:<id>`, `key:<id>` or `system`. */
    readonly actor: string;
    readonly name: string;
    /** Set where a person invites: the link dies with their membership. */
    readonly userId: string | null;
  };
}

/** Where the page is that accepts it; the fragment behind it never reaches a server. */
export const invitationPath = (token: string) => `/invitation#${token}`;

/**
 * Belongs into a transaction that holds the lock of the workspace's members. An older link for the
 * same e-mail works no more. `token` is shown once. @throws Problem E023 for a member.
 */
export async function issueInvitation(
  tx: Pick<Repositories, "invitations" | "members" | "people" | "audit">,
  { workspaceId, email, role, days, by }: Invite,
): Promise<{ id: string; token: string }> {
  const person = await tx.people.byEmail(email);
  if (person !== null && (await tx.members.roleOf(workspaceId, person.id)) !== null) {
    throw problem.conflict("This person is a member already. Change their role instead.");
  }
  await tx.invitations.revoke(workspaceId, { email });
  const token = `lfi_${randomBytes(32).toString("base64url")}`;
  const id = newId("invitation");
  await tx.invitations.add({
    id,
    workspaceId,
    email,
    role,
    days,
    digest: digestOfToken(token),
    inviterId: by.userId,
    invitedBy: by.actor,
    invitedByName: by.name,
  });
  await tx.audit.append({
    workspaceId,
    action: "invitation.created",
    initiator: by.actor,
    subjectId: id,
    detail: { role, days },
  });
  return { id, token };
}

/** SHA-256: 256 random bits need no slow hash. */
export function digestOfToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
