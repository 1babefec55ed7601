/** What the routes of endpoints need. */
import type { Database } from "@lumenflow/db";
import type { UrlRulesDeps } from "@lumenflow/egress";
import type { Keyring } from "@lumenflow/runtime";

export interface EndpointDeps {
  readonly database: Pick<Database, "connections" | "deliveries" | "endpoints" | "transaction">;
  readonly keyring: Pick<Keyring, "seal">;
  /** Which targets are allowed. */
  readonly egress: UrlRulesDeps;
}
