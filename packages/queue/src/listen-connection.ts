/** BullMQ's connection whose one listener, shared by all workers, runs their statements in turn. */
import { PostgresConnection } from "bullmq";

type Listener = Awaited<ReturnType<PostgresConnection["getListenClient"]>>;

/** pg deprecates a query on a client that is still busy with another; BullMQ's workers all LISTEN at once. */
export class ListenConnection extends PostgresConnection {
  readonly #orderly = new WeakSet<Listener>();

  override async getListenClient(): Promise<Listener> {
    const client = await super.getListenClient();
    if (!this.#orderly.has(client)) {
      this.#orderly.add(client);
      client.query = inTurn(client.query.bind(client));
    }
    return client;
  }
}

function inTurn(query: Listener["query"]): Listener["query"] {
  let last: Promise<unknown> = Promise.resolve();
  return ((...args: Parameters<Listener["query"]>) => {
    const next = last.then(() => query(...args));
    last = next.catch(() => undefined);
    return next;
  }) as Listener["query"];
}
