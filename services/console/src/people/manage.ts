/** Changes who belongs to a workspace and as what: who may, and that an owner always remains. */
import { issueInvitation } from "@lumenflow/accounts";
import { actorOf, isRole, type Principal, problem, type WorkspaceRole } from "@lumenflow/api";
import type { Database, Repositories } from "@lumenflow/db";

export interface ManageDeps {
  readonly database: Pick<Database, "transaction">;
}

export interface Wanted {
  readonly email: string;
  readonly role: WorkspaceRole;
  readonly expiresInDays: number;
}

export function createManage({ database }: ManageDeps) {
  /**
   * Runs behind the lock of the workspace's members. Who asks may have lost their role while they
   * waited for it, so it is looked at again. @throws Problem E004
   */
  function managing<T>(
    { workspaceId, id }: Principal,
    work: (tx: Repositories, role: "owner" | "admin") => Promise<T>,
  ): Promise<T> {
    return database.transaction(async (tx) => {
      await tx.members.lock(workspaceId);
      const role = await tx.members.roleOf(workspaceId, id);
      if (role !== "owner" && role !== "admin") {
        throw problem.notAllowed("You do not manage the people of this workspace any more.");
      }
      return work(tx, role);
    });
  }

  return {
    /** The link's secret, to be shown once. */
    invite: (principal: Principal, { email, role, expiresInDays: days }: Wanted) =>
      managing(principal, async (tx, own) => {
        checkOwners(own, role);
        const { workspaceId, id: userId, name } = principal;
        const by = { actor: actorOf(principal), name, userId };
        return issueInvitation(tx, { workspaceId, email, role, days, by });
      }),

    /** @throws Problem E023 where it is not open any more. */
    revoke: (principal: Principal, id: string) =>
      managing(principal, async (tx) => {
        const { workspaceId } = principal;
        const revoked = await tx.invitations.revoke(workspaceId, { id });
        if (revoked.length === 0) {
          throw problem.conflict("This invitation was used or revoked already.");
        }
        await noteRevoked(tx, principal, revoked);
      }),

    /** False where there is no such member. */
    changeRole: (principal: Principal, userId: string, role: WorkspaceRole) =>
      managing(principal, async (tx, own) => {
        const { workspaceId } = principal;
        const before = await tx.members.roleOf(workspaceId, userId);
        if (before === null) return false;
        if (before === role) return true;
        checkOwners(own, before, role);
        if (before === "owner") await keepAnOwner(tx, workspaceId);
        await tx.members.setRole(workspaceId, userId, role);
        if (!invites(role)) await endInvitationsOf(tx, principal, userId);
        await tx.audit.append({
          workspaceId,
          action: "member.role_changed",
          initiator: actorOf(principal),
          subjectId: userId,
          detail: { from: before, to: role },
        });
        return true;
      }),

    /** False where there is no such member. */
    remove: (principal: Principal, userId: string) =>
      managing(principal, async (tx, own) => {
        const { workspaceId } = principal;
        const before = await tx.members.find(workspaceId, userId);
        if (before === null) return false;
        checkOwners(own, before.role);
        if (before.role === "owner") await keepAnOwner(tx, workspaceId);
        await tx.members.remove(workspaceId, userId);
        await endInvitationsOf(tx, principal, userId);
        await noteRevoked(
          tx,
          principal,
          await tx.invitations.revoke(workspaceId, { email: before.email }),
        );
        await tx.audit.append({
          workspaceId,
          action: "member.removed",
          initiator: actorOf(principal),
          subjectId: userId,
          detail: { role: before.role },
        });
        return true;
      }),
  };
}

const invites = (role: string) => role === "owner" || role === "admin";

/** Only owners make owners, and only they change or remove one. @throws Problem E004 */
function checkOwners(own: "owner" | "admin", ...concerned: string[]): void {
  if (own === "owner" || !concerned.some((role) => isRole(role) && role === "owner")) return;
  throw problem.notAllowed("Only an owner of the workspace makes, changes or removes owners.");
}

/** Behind the lock: of two owners who step down at the same instant one stays. @throws Problem E023 */
async function keepAnOwner(tx: Repositories, workspaceId: string): Promise<void> {
  if ((await tx.members.owners(workspaceId)) > 1) return;
  throw problem.conflict("This is the last owner of the workspace. Make somebody else one first.");
}

/** What somebody handed out while they managed people must not bring them back. */
async function endInvitationsOf(
  tx: Repositories,
  principal: Principal,
  inviterId: string,
): Promise<void> {
  const revoked = await tx.invitations.revoke(principal.workspaceId, { inviterId });
  await noteRevoked(tx, principal, revoked);
}

async function noteRevoked(
  tx: Repositories,
  principal: Principal,
  ids: readonly string[],
): Promise<void> {
  const { workspaceId } = principal;
  const initiator = actorOf(principal);
  for (const subjectId of ids) {
    await tx.audit.append({ workspaceId, action: "invitation.revoked", initiator, subjectId });
  }
}
