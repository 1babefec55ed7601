/** What the routes of messages need. */
import type { Database } from "@lumenflow/db";
import type { Media } from "@lumenflow/media";
import type { Bellringer } from "@lumenflow/queue";

export interface MessageDeps extends Bellringer {
  readonly database: Pick<
    Database,
    | "chatActions"
    | "chatMoves"
    | "connections"
    | "messages"
    | "policies"
    | "telegramApprovals"
    | "transaction"
    | "uploads"
  >;
  readonly media: Pick<Media, "gather">;
}
