/** Roles as processes of their own, to be stalled, killed and started again, on a backend of their own. */
import { join } from "node:path";
import { Redis } from "ioredis";
import { describe, onTestFinished } from "vitest";
import {
  type Backend,
  createDatabase,
  describeWith,
  eventually,
  freePort,
  freshRedis,
  type Running,
  sql,
  startService,
} from "../harness/index.ts";

const encryptionKey = `k1:${Buffer.alloc(32, 7).toString("base64")}`;
const services = join(import.meta.dirname, "../../services");

export interface Place {
  readonly databaseUrl: string;
  readonly backend: Backend;
  /** What services use where nothing else is said. */
  readonly prefix: "lumenflow";
  /** Loses everything that the queue holds while the connections live on. */
  wipe(): Promise<void>;
}

export interface RoleProcess {
  readonly origin: string;
  /** The one that runs at present. */
  process(): Running;
  /** kill -9 and, on the same port, a new start. */
  restart(): Promise<void>;
}

/** Describes a suite on both backends; each test makes itself a place. */
export function describePlaces(name: string, suite: (place: () => Promise<Place>) => void): void {
  describe(`${name}, queues in Postgres`, () => suite(postgresPlace));
  describeWith("redis", `${name}, queues in Redis`, () => suite(redisPlace));
}

const tables = ["job", "dedup", "dedup_next", "meta"].map((name) => `bullmq.${name}`).join(", ");

async function postgresPlace(): Promise<Place> {
  const databaseUrl = await createDatabase();
  return {
    databaseUrl,
    backend: { kind: "postgres", url: databaseUrl },
    prefix: "lumenflow",
    wipe: async () => void (await sql(databaseUrl, `TRUNCATE ${tables} CASCADE`)),
  };
}

async function redisPlace(): Promise<Place> {
  const redis = await freshRedis();
  onTestFinished(() => redis.stop());
  return {
    databaseUrl: await createDatabase(),
    backend: { kind: "redis", url: redis.url },
    prefix: "lumenflow",
    async wipe() {
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
    },
  };
}

/** Starts a role from its own main.ts and waits until it is ready; it ends with the test. */
export async function startRole(
  role: "ingress" | "dispatcher" | "keeper",
  { databaseUrl, backend }: Place,
): Promise<RoleProcess> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const own = {
    DATABASE_URL: databaseUrl,
    ...(backend.kind === "redis" && { REDIS_URL: backend.url }),
    ...(role !== "ingress" && { LUMENFLOW_ENCRYPTION_KEYS: encryptionKey }),
    PORT: String(port),
  };
  const launch = () => startService(join(services, role, "src/main.ts"), { env: own });
  const ready = async () => (await fetch(`${origin}/readyz`)).ok;
  async function isReady(): Promise<void> {
    await eventually(ready, { timeoutMs: 120_000 }).catch((error: unknown) => {
      throw new Error(`${role} is not ready:\n${running.output()}`, { cause: error });
    });
  }
  let running = launch();
  onTestFinished(() => running.kill());
  await isReady();
  return {
    origin,
    process: () => running,
    async restart() {
      await running.kill();
      running = launch();
      await isReady();
    },
  };
}

/** Runs a command of the command line; resolves with what it said. */
export async function lumenflow(args: string, { databaseUrl, backend }: Place): Promise<string> {
  const running = startService(join(services, "start/src/cli.ts"), {
    args: args.split(" "),
    env: {
      DATABASE_URL: databaseUrl,
      ...(backend.kind === "redis" && { REDIS_URL: backend.url }),
    },
  });
  onTestFinished(() => running.kill());
  const code = await running.ended;
  if (code !== 0) throw new Error(`lumenflow ${args} ended with ${code}:\n${running.output()}`);
  return running.output();
}
