/** The servers that are measured: ours, stock Express with a job each, and Node itself with neither. */
import { join } from "node:path";
import { startRedis, startService } from "../../harness/index.ts";
import { openHouse } from "../house.ts";
import { requestOf } from "../load/connection.ts";
import { clearRedis, pidOfRedis } from "../machine.ts";
import { updateOf } from "../updates.ts";

const chats = 64;

/** The limiter works on every request; it only must not be what is measured. */
const limits = "connection=10000000/1s,workspace=10000000/1s,unknown=60/60s";

export interface Contender {
  readonly name: string;
  readonly url: URL;
  readonly requests: readonly Buffer[];
  readonly pid: number;
  readonly redisPid: number | undefined;
  /** Forgets what nobody takes off the queue here: its rewriting would be measured otherwise. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

const bodies = Array.from({ length: chats }, (_, chat) => updateOf(chat, 1_000_000 + chat));

export async function ourIngress(bots: number): Promise<Contender> {
  const house = await openHouse({ bots, limits });
  const [first] = house.bots;
  if (first === undefined) throw new Error("there is no bot");
  return {
    name: "LumenFlow ingress",
    url: house.webhookUrl(first.key),
    requests: bodies.flatMap((body) => house.bots.map((bot) => house.delivery(bot, body))),
    pid: house.ingress.pid,
    redisPid: await pidOfRedis(house.redis.url),
    clear: () => clearRedis(house.redis.url),
    stop: () => house.stop(),
  };
}

export async function expressAndQueueAdd(): Promise<Contender> {
  const redis = await startRedis();
  const server = startService(join(import.meta.dirname, "express.ts"), { args: [redis.url] });
  const [, port] = await server.says(/listening on (\d+)/);
  const url = new URL(`http://127.0.0.1:${port}/webhook`);
  return {
    name: "Express + queue.add",
    url,
    requests: bodies.map((body) => requestOf({ url, body })),
    pid: server.pid,
    redisPid: await pidOfRedis(redis.url),
    clear: () => clearRedis(redis.url),
    async stop() {
      await server.stop("SIGKILL");
      await redis.stop();
    },
  };
}

export async function bareNode(): Promise<Contender> {
  const server = startService(join(import.meta.dirname, "bare.ts"));
  const [, port] = await server.says(/listening on (\d+)/);
  const url = new URL(`http://127.0.0.1:${port}/webhook`);
  return {
    name: "node:http + JSON.parse",
    url,
    requests: bodies.map((body) => requestOf({ url, body })),
    pid: server.pid,
    redisPid: undefined,
    clear: async () => undefined,
    async stop() {
      await server.stop("SIGKILL");
    },
  };
}
