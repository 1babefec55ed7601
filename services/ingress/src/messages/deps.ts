/** What the routes of messages need. */
import type { Database } from "@lumenflow/db";
import type { Queues } from "@lumenflow/queue";
import type { Logger } from "@lumenflow/runtime";

export interface MessageDeps {
  readonly database: Pick<Database, "connections" | "messages" | "policies" | "transaction">;
  readonly queues: Pick<Queues, "ring">;
  readonly logger: Logger;
}
