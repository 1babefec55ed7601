/** The servers that the conformance suite takes down, wipes and brings back, in one shape. */
import { randomBytes } from "node:crypto";
import type { Backend } from "@lumenflow/queue";
import { Redis } from "ioredis";
import { eventually, freePort, freshPostgres, freshRedis, sql } from "../harness/index.ts";

export interface TestServer {
  /** A backend of its own for one test: another key prefix or another database. */
  fresh(): Promise<{ backend: Backend; prefix: string }>;
  /** Loses everything that the backend holds while the connections live on. */
  wipe(backend: Backend): Promise<void>;
  /** kill -9; resolves when nobody answers any more. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function redisServer(): Promise<TestServer> {
  const { url, kill, restart, stop } = await freshRedis();
  return {
    async fresh() {
      return { backend: { kind: "redis", url }, prefix: `test-${randomBytes(6).toString("hex")}` };
    },
    async wipe() {
      const client = new Redis(url);
      await client.flushall();
      client.disconnect();
    },
    kill,
    restart,
    stop,
  };
}

const tables = ["job", "dedup", "dedup_next", "meta"].map((name) => `bullmq.${name}`).join(", ");

export async function postgresServer(): Promise<TestServer> {
  const server = await freshPostgres({ port: await freePort() });
  const admin = server.url("postgres");
  return {
    async fresh() {
      const name = `test_${randomBytes(6).toString("hex")}`;
      await sql(admin, `CREATE DATABASE ${name}`);
      return { backend: { kind: "postgres", url: server.url(name) }, prefix: "unused" };
    },
    wipe: async (backend) => void (await sql(backend.url, `TRUNCATE ${tables} CASCADE`)),
    async kill() {
      await server.kill();
      const away = () =>
        sql(admin, "SELECT 1").then(
          () => false,
          () => true,
        );
      await eventually(away);
    },
    restart: () => server.restart(),
    stop: () => server.stop(),
  };
}
