/** What converging a registration needs. */
import type { Database } from "@lumenflow/db";
import type { Queues } from "@lumenflow/queue";
import type { OpenBotDeps } from "./open-bot.ts";

export interface ConvergeDeps extends OpenBotDeps {
  readonly database: Pick<
    Database,
    "checks" | "connections" | "credentials" | "receiving" | "registrations"
  >;
  readonly queues: Pick<Queues, "ringAll">;
  /** `installation.secret("webhook-mac")`. */
  readonly macKey: Uint8Array;
  /** The origin at which Telegram (or the sandbox) reaches ingress; null where there is none. */
  readonly webhookOrigin: (bot: { readonly sandbox: boolean }) => string | null;
  /** `LUMENFLOW_UPDATE_KINDS`: asked for as those that this version knows; none unless given. */
  readonly newerKinds?: readonly string[] | undefined;
}
