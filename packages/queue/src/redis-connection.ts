/** Makes ioredis connections that close while they wait to reconnect, and that write once a turn. */
import type { Socket } from "node:net";
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

/**
 * Commands of one turn travel in one write, so that Redis syncs once for all of them. ioredis's own
 * pipelining does so too, but costs the process more than it spares Redis.
 */
export function writingTogether(client: Redis): Redis {
  const send = client.sendCommand.bind(client);
  client.sendCommand = (...given) => {
    const socket = (client as unknown as { readonly stream?: Socket }).stream;
    if (socket !== undefined && socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    return send(...given);
  };
  return client;
}
