/** What a flood of strangers costs an ingress, its Redis and its Postgres. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { webhookPath } from "@lumenflow/ingress";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConnectedBot, connectedBots } from "../bench/connected-bots.ts";
import { open, requestOf } from "../bench/load/connection.ts";
import { drive, times } from "../bench/load/drive.ts";
import {
  createDatabase,
  describeWith,
  eventually,
  freePort,
  freshRedis,
  type RedisServer,
  type Running,
  sql,
  startService,
} from "../harness/index.ts";
import { message } from "./requests.ts";

const size = 10_000;
const megabyte = 1024 * 1024;

describeWith("redis", "a flood", () => {
  let redis: RedisServer;
  let client: Redis;
  let ingress: Running;
  let databaseUrl: string;
  let origin: string;
  let bot: ConnectedBot;

  beforeAll(async () => {
    redis = await freshRedis();
    client = new Redis(redis.url);
    databaseUrl = await createDatabase();
    [bot] = (await connectedBots(databaseUrl, 1)) as [ConnectedBot];
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    ingress = startService(join(import.meta.dirname, "../../services/ingress/src/main.ts"), {
      env: {
        DATABASE_URL: databaseUrl,
        REDIS_URL: redis.url,
        PORT: String(port),
        LUMENFLOW_TRUST_PROXY: "loopback",
        LOG_LEVEL: "warn",
      },
    });
    await eventually(async () => (await fetch(`${origin}/livez`)).ok, { timeoutMs: 30_000 });
    expect(await deliver()).toBe(200);
  }, 60_000);

  afterAll(async () => {
    client.disconnect();
    await ingress.stop();
    await redis.stop();
  });

  const urlOf = (key: string) => new URL(`${origin}${webhookPath}?key=${key}`);

  async function deliver(): Promise<number> {
    const connection = await open(urlOf(bot.key));
    try {
      const headers = { "x-telegram-bot-api-secret-token": bot.secret };
      return await connection.send(
        requestOf({ url: urlOf(bot.key), headers, body: message(Date.now()) }),
      );
    } finally {
      connection.close();
    }
  }

  /** What that many requests cost the stores, and how they were answered. */
  async function flood(next: () => Buffer, expected: readonly number[]) {
    const [questions, transactions] = [await questionsToRedis(), await transactionsOfPostgres()];
    const { statuses, seconds } = await drive({
      url: new URL(origin),
      connections: 32,
      goOn: times(size),
      next,
      expected,
    });
    expect(await deliver()).toBe(200);
    return {
      statuses,
      seconds,
      questions: (await questionsToRedis()) - questions,
      transactions: (await transactionsOfPostgres()) - transactions,
    };
  }

  /** Scripts that were run: counters and jobs. */
  async function questionsToRedis(): Promise<number> {
    const stats = await client.info("commandstats");
    const calls = [...stats.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)];
    return calls.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  async function transactionsOfPostgres(): Promise<number> {
    const [row] = (await sql(
      databaseUrl,
      "SELECT xact_commit AS count FROM pg_stat_database WHERE datname = current_database()",
    )) as { count: string }[];
    return Number(row?.count);
  }

  async function residentBytes(): Promise<number> {
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]);
  }

  /** Of the right shape, but nobody's. */
  const inventedKey = () =>
    `${randomBytes(16).toString("base64url")}.${randomBytes(16).toString("base64url")}`;

  const invented = (from: () => string) => () =>
    requestOf({
      url: urlOf(inventedKey()),
      headers: { "x-forwarded-for": from() },
      body: message(1),
    });

  const networks = {
    "IPv6 networks": () => randomBytes(8).toString("hex").replace(/.{4}/g, "$&:").concat(":1"),
    "IPv4 addresses": () => `1.${[...randomBytes(3)].join(".")}`,
    "spoofed addresses": () => `${[...randomBytes(4)].join(".")}, 198.51.100.7`,
  };

  test.each(Object.entries(networks))(
    "of invented keys from many %s reaches Postgres not at all, and Redis hardly",
    async (name, from) => {
      const { statuses, seconds, ...cost } = await flood(invented(from), [404, 429]);
      if (name === "spoofed addresses") expect(statuses.get(404)).toBe(60);
      else expect(statuses.get(404)).toBeGreaterThan(size * 0.95);
      expect(cost.questions).toBeLessThanOrEqual(100 * (seconds + 2));
      expect(cost.transactions).toBeLessThanOrEqual(20 * (seconds + 2));
    },
    120_000,
  );

  test("of wrong secrets reaches Postgres and Redis hardly", async () => {
    const headers = { "x-telegram-bot-api-secret-token": "wrong" };
    const request = requestOf({ url: urlOf(bot.key), headers, body: message(1) });
    const { statuses, seconds, ...cost } = await flood(() => request, [401]);
    expect(statuses.get(401)).toBe(size);
    expect(cost.questions).toBeLessThanOrEqual(10);
    expect(cost.transactions).toBeLessThanOrEqual(20 * (seconds + 2));
  }, 120_000);

  test("leaves no memory behind", async () => {
    const before = await residentBytes();
    for (const from of Object.values(networks)) await flood(invented(from), [404, 429]);
    expect((await residentBytes()) - before).toBeLessThan(64 * megabyte);
  }, 180_000);
});
