/** Ends messages that were not sent in time and questions that nobody answered in time. */
import type { Database } from "@lumenflow/db";
import type { Work } from "../timer.ts";

const atOnce = 500;

export function expire(deps: {
  readonly database: Pick<Database, "outbox" | "approvals" | "transaction">;
}): Work {
  const { outbox, approvals, transaction } = deps.database;

  async function end(found: readonly { workspaceId: string; messageId: string }[]): Promise<void> {
    const byWorkspace = Map.groupBy(found, ({ workspaceId }) => workspaceId);
    for (const [workspaceId, members] of byWorkspace) {
      const messageIds = members.map(({ messageId }) => messageId);
      await transaction((tx) =>
        tx.outbox.end({ workspaceId, messageIds, to: "expired", actor: "system" }),
      );
    }
  }

  return {
    name: "expire",
    everyMs: 1_000,
    async run() {
      await end(await outbox.expiredMessages(atOnce));
      await end(await approvals.expired(atOnce));
    },
  };
}
