/** What the routes of approvals need. */
import type { Database } from "@lumenflow/db";
import type { Queues } from "@lumenflow/queue";
import type { Logger } from "@lumenflow/runtime";

export interface ApprovalDeps {
  readonly database: Pick<Database, "approvals" | "audit" | "policies" | "transaction">;
  readonly queues: Pick<Queues, "ring" | "ringAll">;
  readonly logger: Logger;
}
