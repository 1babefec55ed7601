/** What the routes of connections need. */
import type { Database } from "@lumenflow/db";
import type { Bellringer } from "@lumenflow/queue";
import type { Keyring } from "@lumenflow/runtime";
import type { ApiRoots, Transport } from "@lumenflow/telegram";

export interface ConnectionDeps extends Bellringer {
  readonly database: Pick<
    Database,
    | "checks"
    | "connectionHistory"
    | "connections"
    | "credentials"
    | "outbox"
    | "pauses"
    | "pictures"
    | "registrations"
    | "transaction"
  >;
  readonly keyring: Keyring;
  readonly telegram: {
    /** Asked for each time: the sandbox's origin is known once the process listens. */
    readonly roots: () => ApiRoots;
    readonly transport: Transport;
    /** The origin at which Telegram (or the sandbox) reaches ingress; null where there is none. */
    readonly webhookOrigin: (bot: { readonly sandbox: boolean }) => string | null;
    /** `LUMENFLOW_UPDATE_KINDS`: taken as those that this version knows; none unless given. */
    readonly newerKinds?: readonly string[] | undefined;
  };
  /** `installation.secret("webhook-mac")`. */
  readonly macKey: Uint8Array;
}
