/** Describes suites that need more than Node, and suites that run on both queue backends. */
import { describe, inject, test } from "vitest";
import { find, missing, type Need, strict } from "./config.ts";
import { temporaryFolder } from "./folders.ts";
import { leftOutName } from "./left-out-reporter.ts";
import { cloneDatabase, dropDatabase, type PostgresServer, startPostgres } from "./postgres.ts";
import { type RedisServer, startRedis } from "./redis.ts";

/** A suite that needs a program of the machine. Without it, it is left out loudly, and in CI it fails. */
export function describeWith(need: Need, name: string, suite: () => void): void {
  if (find(need) !== undefined) {
    describe(name, suite);
    return;
  }
  const why = missing(need);
  if (strict) {
    describe(name, () => {
      test("has what it needs", () => {
        throw new Error(`left out: ${why}`);
      });
    });
    return;
  }
  describe.skip(leftOutName(name, why), () => {
    test("needs more than this machine has", () => {});
  });
}

/** What `createQueues` takes as its `backend`. */
export type Backend = { kind: "redis" | "postgres"; url: string };

/** The same suite on Redis and on Postgres: `prepare` gives a database of its own and the backend. */
export function describeBackends(
  name: string,
  suite: (backend: {
    kind: Backend["kind"];
    prepare(): Promise<{ databaseUrl: string; backend: Backend }>;
  }) => void,
): void {
  describe(`${name}, queues in Postgres`, () => {
    suite({
      kind: "postgres",
      async prepare() {
        const databaseUrl = await createDatabase();
        return { databaseUrl, backend: { kind: "postgres", url: databaseUrl } };
      },
    });
  });
  describeWith("redis", `${name}, queues in Redis`, () => {
    suite({
      kind: "redis",
      async prepare() {
        const databaseUrl = await createDatabase();
        return { databaseUrl, backend: { kind: "redis", url: redisUrl() } };
      },
    });
  });
}

/** The URL of a migrated, empty database; it goes away with the test file. */
export async function createDatabase(): Promise<string> {
  const { postgresUrl } = inject("infrastructure");
  const url = await cloneDatabase(postgresUrl);
  made.push(url);
  return url;
}

const made: string[] = [];

/** Makes room; what somebody still uses stays until the run is over. */
export async function dropDatabases(): Promise<void> {
  const { postgresUrl } = inject("infrastructure");
  await Promise.allSettled(made.splice(0).map((url) => dropDatabase(postgresUrl, url)));
}

/** A Postgres of one's own, to kill and to count in. The caller stops it. */
export function freshPostgres(
  options: Omit<Parameters<typeof startPostgres>[0] & object, "parent"> = {},
): Promise<PostgresServer> {
  return startPostgres({ ...options, parent: inject("infrastructure").folder });
}

/** The run's shared Redis: use a prefix of your own, and never flush it. */
export function redisUrl(): string {
  const url = inject("infrastructure").redisUrl;
  if (url === null) throw new Error(missing("redis"));
  return url;
}

/** A Redis of one's own, to flush and to kill. The caller stops it. */
export function freshRedis(): Promise<RedisServer> {
  return startRedis(inject("infrastructure").folder);
}

/** A folder for a test's files, which any account can enter; it goes away with the run. */
export function scratchFolder(name: string): string {
  return temporaryFolder(name, inject("infrastructure").folder);
}
