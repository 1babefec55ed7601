/** Helps people who have lost what they sign in with: taken away by an owner or the operator, and noted. */
import type { Repositories } from "@lumenflow/db";

export interface Loser {
  readonly userId: string;
  /** Who helps: `user:<id>`, or `system` for the operator. */
  readonly initiator: string;
}

type Tx = Pick<Repositories, "people" | "members" | "audit">;

/** Their sessions end with it. Belongs into a transaction; false where they have none. */
export async function resetSecondFactor(tx: Tx, loser: Loser): Promise<boolean> {
  if (!(await tx.people.removeSecondFactor(loser.userId))) return false;
  await note(tx, loser, "member.second_factor_reset");
  return true;
}

/** The same for a password; `passwordHash` is what the accounts library made of the new one. */
export async function resetPassword(tx: Tx, loser: Loser, passwordHash: string): Promise<void> {
  await tx.people.setPassword(loser.userId, passwordHash);
  await tx.people.endSessions(loser.userId);
  await note(tx, loser, "member.password_reset");
}

/** In the trail of every workspace that they belong to. */
async function note(tx: Tx, { userId, initiator }: Loser, action: string): Promise<void> {
  for (const { id: workspaceId } of await tx.members.of(userId)) {
    await tx.audit.append({ workspaceId, action, initiator, subjectId: userId });
  }
}
