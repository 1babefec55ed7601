/** What the routes of approvals need. */
import type { Database } from "@lumenflow/db";
import type { Media } from "@lumenflow/media";
import type { Bellringer } from "@lumenflow/queue";

export interface ApprovalDeps extends Bellringer {
  readonly database: Pick<
    Database,
    | "approvals"
    | "audit"
    | "chatMoves"
    | "delegations"
    | "keys"
    | "policies"
    | "telegramApprovals"
    | "transaction"
  >;
  readonly media: Pick<Media, "gather">;
}
