/** Whether a workspace asks for a second factor, and what an owner does for whoever has lost theirs. */
import { resetSecondFactor } from "@lumenflow/accounts";
import { actorOf, type Principal, problem } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";

export interface SecurityDeps {
  readonly database: Pick<Database, "members" | "transaction">;
}

export function createSecurity({ database }: SecurityDeps) {
  /** Whether the caller owns every workspace of the person: elsewhere others count on their factor. */
  async function ownsAllOf(ownerId: string, userId: string): Promise<boolean> {
    const own = await database.members.of(ownerId);
    const owned = new Set(own.filter(({ role }) => role === "owner").map(({ id }) => id));
    return (await database.members.of(userId)).every(({ id }) => owned.has(id));
  }

  return {
    /** False where there is no such member. @throws Problem E023 where it is not theirs to do. */
    async reset(principal: Principal, userId: string): Promise<boolean> {
      const { workspaceId, id: ownerId } = principal;
      const member = await database.members.find(workspaceId, userId);
      if (member === null) return false;
      if (userId === ownerId) {
        throw problem.conflict(
          "Nobody resets their own. Use a backup code, or ask another owner or the operator.",
        );
      }
      if (!(await ownsAllOf(ownerId, userId))) {
        throw problem.conflict(
          "They belong to workspaces that are not yours. Their operator does it: pnpm lumenflow people reset-second-factor.",
        );
      }
      await database.transaction(async (tx) => {
        if (await resetSecondFactor(tx, { userId, initiator: actorOf(principal) })) return;
        throw problem.conflict("They have no second factor.");
      });
      return true;
    },

    /** @throws Problem E023 for whoever would lock themselves out. */
    async require(principal: Principal, required: boolean): Promise<void> {
      const { workspaceId, id } = principal;
      await database.transaction(async (tx) => {
        const own = await tx.members.find(workspaceId, id);
        if (required && own?.secondFactor !== true) {
          throw problem.conflict("Set up your own second factor first, under Your account.");
        }
        if (!(await tx.workspaces.requireSecondFactor(workspaceId, required))) return;
        await tx.audit.append({
          workspaceId,
          action: required
            ? "workspace.second_factor_required"
            : "workspace.second_factor_optional",
          initiator: actorOf(principal),
          subjectId: workspaceId,
        });
      });
    },
  };
}
