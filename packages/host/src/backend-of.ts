/** Chooses where the queues live: Redis where one is named, else the same Postgres. */
import type { Backend } from "@lumenflow/queue";

export function backendOf(redisUrl: string | undefined, databaseUrl: string): Backend {
  return redisUrl === undefined
    ? { kind: "postgres", url: databaseUrl }
    : { kind: "redis", url: redisUrl };
}
