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
  readonly process: Running;
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
  env: Readonly<Record<string, string>> = {},
): Promise<RoleProcess> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const process = startService(join(services, role, "src/main.ts"), {
    env: {
      DATABASE_URL: databaseUrl,
      ...(backend.kind === "redis" && { REDIS_URL: backend.url }),
      PORT: String(port),
      ...env,
    },
  });
  onTestFinished(() => process.kill());
  await eventually(async () => (await fetch(`${origin}/readyz`)).ok, { timeoutMs: 60_000 }).catch(
    (error: unknown) => {
      throw new Error(`${role} is not ready:\n${process.output()}`, { cause: error });
    },
  );
  return { origin, process };
}
