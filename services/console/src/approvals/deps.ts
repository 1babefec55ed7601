/** What the routes of approvals need. */
import type { Database } from "@lumenflow/db";
import type { Bellringer } from "@lumenflow/queue";

export interface ApprovalDeps extends Bellringer {
  readonly database: Pick<
    Database,
    "approvals" | "audit" | "chatMoves" | "policies" | "transaction"
  >;
}
