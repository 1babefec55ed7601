/** What the routes of endpoints need. */
import type { Database } from "@lumenflow/db";
import type { UrlRulesDeps } from "@lumenflow/egress";
import type { Bellringer } from "@lumenflow/queue";
import type { Keyring } from "@lumenflow/runtime";

export interface EndpointDeps extends Bellringer {
  readonly database: Pick<Database, "connections" | "deliveries" | "endpoints" | "transaction">;
  readonly keyring: Pick<Keyring, "seal">;
  /** Which targets are allowed. */
  readonly egress: UrlRulesDeps;
}
