/** What the routes of rules need. */
import type { Database } from "@lumenflow/db";

export interface PolicyDeps {
  readonly database: Pick<Database, "policies" | "transaction">;
}
