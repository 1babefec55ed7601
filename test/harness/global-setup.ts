/** Starts one private Postgres and one private Redis for the whole run, and stops them after it. */
import { rmSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { find } from "./config.ts";
import { quickestPlace, removeLeftOvers, temporaryFolder } from "./folders.ts";
import { startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";

/** What the test files are told. */
export interface Infrastructure {
  /** The admin database of the shared Postgres. */
  postgresUrl: string;
  /** Absent where the machine has no Redis. */
  redisUrl: string | null;
  /** For temporary files; removed after the run. */
  folder: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    infrastructure: Infrastructure;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeLeftOvers();
  const folder = temporaryFolder("test", quickestPlace());
  const [postgres, redis] = await Promise.all([
    startPostgres({
      durable: false,
      parent: folder,
      // No database lives long enough to need it.
      settings: { autovacuum: "off" },
    }),
    find("redis") === undefined ? undefined : startRedis(folder),
  ]);
  project.provide("infrastructure", {
    postgresUrl: postgres.url("postgres"),
    redisUrl: redis?.url ?? null,
    folder,
  });
  return async () => {
    await Promise.all([postgres.stop(), redis?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
}
