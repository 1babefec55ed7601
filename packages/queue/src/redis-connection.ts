/** Makes ioredis connections that can also be closed while they wait to reconnect. */
import type { Redis, RedisOptions } from "ioredis";

/**
 * While it waits to reconnect, ioredis 6's `disconnect` cancels that, but neither fails what is
 * queued nor emits `end`, so that BullMQ's `worker.close()` would wait for ever. From `wait` it
 * closes properly. BullMQ duplicates the connection for each worker's blocking read.
 */
export function closable(client: Redis): Redis {
  const disconnect = client.disconnect.bind(client);
  client.disconnect = (reconnect = false) => {
    if (!reconnect && client.status === "reconnecting") client.status = "wait";
    disconnect(reconnect);
  };
  const duplicate = client.duplicate.bind(client);
  client.duplicate = ((options?: Partial<RedisOptions>) =>
    closable(duplicate(options) as Redis)) as typeof client.duplicate;
  return client;
}
