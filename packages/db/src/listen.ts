/** Listens to Postgres notifications on one connection of its own and reconnects when that breaks. */
import { type Component, describeError, type Logger } from "@lumenflow/runtime";
import pg from "pg";

export interface Listener extends Component {
  /** Calls back for every payload on the channel; `null` after a reconnect: something may be missed. */
  on(channel: Channel, callback: (payload: string | null) => void): void;
}

/** Every channel there is. Notifications are hints: each has a sweep or a short expiry behind it. */
export const channels = [
  "outbox",
  "updates",
  "connections",
  "approvals",
  "keys",
  "deliveries",
] as const;
export type Channel = (typeof channels)[number];

const reconnectMs = 500;

export function createListener({ url, logger }: { url: string; logger: Logger }): Listener {
  const callbacks = new Map<Channel, ((payload: string | null) => void)[]>();
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      application_name: "lumenflow-listen",
    });
    next.on("error", (error) => lost(next, error));
    next.on("end", () => lost(next));
    next.on("notification", ({ channel, payload }) => {
      for (const callback of callbacks.get(channel as Channel) ?? []) callback(payload ?? "");
    });
    client = next;
    await next.connect();
    for (const channel of callbacks.keys()) await next.query(`LISTEN ${channel}`);
  }

  function lost(which: pg.Client, error?: unknown): void {
    if (stopped || which !== client) return;
    client = undefined;
    logger.warn({ err: error && describeError(error) }, "lost the Postgres listener");
    which.end().catch(() => undefined);
    retry();
  }

  function retry(): void {
    if (stopped) return;
    timer = setTimeout(async () => {
      try {
        await connect();
        for (const list of callbacks.values()) for (const callback of list) callback(null);
      } catch (error) {
        lostQuietly(error);
      }
    }, reconnectMs);
  }

  function lostQuietly(error: unknown): void {
    logger.debug({ err: describeError(error) }, "could not reconnect the Postgres listener yet");
    const broken = client;
    client = undefined;
    broken?.end().catch(() => undefined);
    retry();
  }

  return {
    name: "postgres-listener",
    on(channel, callback) {
      callbacks.set(channel, [...(callbacks.get(channel) ?? []), callback]);
    },
    start: connect,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
