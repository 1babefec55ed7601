/** Dispatchers that are killed or stand still, and a wiped Redis: nothing is lost, and no chat's order. */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import {
  type Backend,
  createDatabase,
  describeBackends,
  describeWith,
  eventually,
  freePort,
  freshRedis,
  type Running,
  startService,
} from "../harness/index.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { encryptionKey, firsts, numbers, setup, type World } from "./setup.ts";

const main = join(import.meta.dirname, "../../services/dispatcher/src/main.ts");
const chats = Array.from({ length: 10 }, (_, n) => String(n));

interface Dispatcher {
  readonly current: Running;
  restart(): Promise<void>;
}

async function startDispatcher(url: string, backend: Backend): Promise<Dispatcher> {
  const launch = async () => {
    const port = await freePort();
    const launched = startService(main, {
      env: {
        DATABASE_URL: url,
        ...(backend.kind === "redis" && { REDIS_URL: backend.url }),
        LUMENFLOW_ENCRYPTION_KEYS: `${encryptionKey.id}:${encryptionKey.key.toString("base64")}`,
        LUMENFLOW_ENDPOINT_NETWORKS: "127.0.0.0/8",
        PORT: String(port),
      },
    });
    onTestFinished(() => launched.kill());
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, {
      timeoutMs: 40_000,
    }).catch((error: unknown) => {
      throw new Error(`the dispatcher is not ready:\n${launched.output()}`, { cause: error });
    });
    return launched;
  };
  let current = await launch();
  return {
    get current() {
      return current;
    },
    async restart() {
      current = await launch();
    },
  };
}

/** A database, a keeper and nobody who delivers; queues that processes of their own share. */
async function setupProcesses(
  kind: Backend["kind"],
  prepare: () => Promise<{ databaseUrl: string }>,
) {
  const { databaseUrl } = await prepare();
  const redis = kind === "redis" ? await freshRedis() : undefined;
  onTestFinished(async () => redis?.stop());
  const backend = { kind, url: redis?.url ?? databaseUrl };
  const world = await setup({
    databaseUrl,
    backend,
    prefix: "lumenflow",
    deliver: false,
    keeper: true,
  });
  return { world, redis, start: () => startDispatcher(databaseUrl, backend) };
}

/** The time of the last attempt in a dispatcher's log; empty where it made none. */
function latestAttempt(log: string): string {
  return (
    log
      .match(/.*"time":"([^"]+)".*"msg":"attempt"/g)
      ?.at(-1)
      ?.match(/"time":"([^"]+)"/)?.[1] ?? ""
  );
}

/** Tells every chat of the next numbers and waits until about half of them have arrived. */
async function tellHalf(world: World, receiver: Receiver, connectionId: string, from: number) {
  const before = receiver.received.length;
  for (let n = from; n < from + 10; n += 1) {
    await world.tell(
      connectionId,
      chats.map((chatId) => ({ chatId, n })),
    );
  }
  await eventually(() => receiver.received.length >= before + 50, { timeoutMs: 40_000 });
}

function expectAllInOrder(receiver: Receiver, count: number) {
  const inOrder = Array.from({ length: count }, (_, n) => n);
  for (const chatId of chats) {
    // A duplicate bears the same id, and never comes before its predecessor did.
    expect(firsts(numbers(receiver.of(chatId))), `chat ${chatId}`).toEqual(inOrder);
  }
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(count * chats.length);
}

describeBackends("a dispatcher that delivers", ({ kind, prepare }) => {
  test("is killed in the middle: another goes on, and when it stood still it comes too late", async () => {
    const { world, start } = await setupProcesses(kind, prepare);
    const receiver = await startReceiver();
    receiver.behave(async () => {
      await delay(10);
      return undefined;
    });
    const { id } = await world.endpoint(receiver);
    const connectionId = await world.connection();
    const dispatchers = [await start(), await start()];
    /** Whoever delivers just now: the one that made the latest attempt. */
    const owner = () => {
      const times = dispatchers.map(({ current }) => latestAttempt(current.output()));
      const latest = dispatchers[times.indexOf(times.toSorted().at(-1) ?? "")];
      if (latest === undefined) throw new Error("nobody has made an attempt");
      return latest;
    };

    await tellHalf(world, receiver, connectionId, 0);
    const first = owner();
    await first.current.kill();
    await world.settled(id);
    await first.restart();

    await tellHalf(world, receiver, connectionId, 10);
    const second = owner().current;
    process.kill(second.pid, "SIGSTOP");
    await world.settled(id);
    process.kill(second.pid, "SIGCONT");
    await tellHalf(world, receiver, connectionId, 20);
    await world.settled(id);

    expectAllInOrder(receiver, 30);
  }, 180_000);
});

describeWith("redis", "a wiped Redis", () => {
  test("loses no delivery", async () => {
    const { world, redis, start } = await setupProcesses("redis", async () => ({
      databaseUrl: await createDatabase(),
    }));
    const receiver = await startReceiver();
    const { id } = await world.endpoint(receiver);
    const connectionId = await world.connection();
    await start();
    const client = new Redis(redis?.url ?? "");
    onTestFinished(() => client.disconnect());
    await tellHalf(world, receiver, connectionId, 0);
    await client.flushall();
    await tellHalf(world, receiver, connectionId, 10);
    await client.flushall();
    await world.settled(id);
    expectAllInOrder(receiver, 20);
  }, 120_000);
});
