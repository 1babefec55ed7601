/** BullMQ's Postgres backend with a shared listening connection and calmer waiting. */
import { setTimeout as delay } from "node:timers/promises";
import { type PostgresConnection, PostgresQueueBackend, type QueueBaseOptions } from "bullmq";

/** Longest sleep, in seconds, of a worker that hears nothing: bounds what a lost NOTIFY costs. */
export const longestBlockSeconds = 5;

/** A wait that ends sooner than this was ended by BullMQ's own first look, not by a notification. */
const firstLookMs = 25;

const standbyMs = 250;

export class WaitingBackend extends PostgresQueueBackend {
  readonly #exclusive: boolean;
  #woken = false;
  #standby = false;

  constructor(
    connection: PostgresConnection,
    name: string,
    options: QueueBaseOptions<never> | object,
    exclusive: boolean,
  ) {
    super(connection, name, options as never, false);
    this.#exclusive = exclusive;
    // BullMQ does this only for backends that own their connection: listen again on the new one.
    connection.on("listenerinvalidated", () => {
      void this.disconnectBlocking().then(() => this.reconnectBlocking());
    });
  }

  override get maximumBlockTimeout(): number {
    return longestBlockSeconds;
  }

  /**
   * A queue that another process works on alone has jobs waiting that nobody else may take. BullMQ
   * would spin: look, see one, try, get none, look. Such a worker stands by instead.
   */
  override async waitForJob(blockSeconds: number) {
    if (this.#standby) await delay(standbyMs);
    const started = performance.now();
    const marker = await super.waitForJob(blockSeconds);
    this.#woken = marker !== null && performance.now() - started < firstLookMs;
    return marker;
  }

  override async moveToActive(token: string, name?: string) {
    const next = await super.moveToActive(token, name);
    const claimed = Boolean(next[0]);
    this.#standby = this.#exclusive && this.#woken && !claimed;
    return next;
  }
}
