/** Counts points per key and window, shared by every process through the queue's backend. */
import type { PoolClient } from "pg";
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";
import { producingTimeoutMs, within } from "./deadline.ts";

export interface LimiterOptions {
  /** Part of the keys in the store: lower case, one word. */
  readonly name: string;
  readonly points: number;
  readonly windowMs: number;
}

export interface Granted {
  readonly granted: boolean;
  /** Until the window ends: what is granted lasts as long, what is refused may be asked for then. */
  readonly windowEndsInMs: number;
}

export interface Limiter {
  /**
   * Takes `points` of the key's window, all or none of them. Never throws: while the backend is
   * away, or slower than a second, this process counts for itself.
   */
  take(key: string, points: number): Promise<Granted>;
}

/** Where a backend keeps counters. */
export type LimiterStore =
  | { readonly kind: "redis"; readonly client: object; readonly keyPrefix: string }
  | { readonly kind: "postgres"; readonly client: object };

const schemaName = "bullmq";
const tableName = "lumenflow_limits";

export function createLimiter(store: LimiterStore, options: LimiterOptions): Limiter {
  const settings = wholeSeconds(options);
  const shared =
    store.kind === "redis"
      ? new RateLimiterRedis({
          ...settings,
          storeClient: store.client,
          keyPrefix: `${store.keyPrefix}:limit:${options.name}`,
          rejectIfRedisNotReady: true,
        })
      : new RateLimiterPostgres({
          ...settings,
          storeClient: store.client,
          storeType: "pool",
          keyPrefix: options.name,
          schemaName,
          tableName,
          tableCreated: true,
        });
  const own = new RateLimiterMemory(settings);

  async function answerOf(work: Promise<RateLimiterRes>): Promise<Granted> {
    try {
      return { granted: true, windowEndsInMs: (await work).msBeforeNext };
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return { granted: false, windowEndsInMs: error.msBeforeNext };
    }
  }

  return {
    async take(key, points) {
      try {
        const asked = answerOf(shared.consume(key, points));
        asked.catch(() => undefined);
        return await within(producingTimeoutMs, "no answer", asked);
      } catch {
        return answerOf(own.consume(key, points));
      }
    },
  };
}

/** The store's windows are whole seconds: a shorter one becomes so many of them together. */
function wholeSeconds({ points, windowMs }: LimiterOptions): { points: number; duration: number } {
  const duration = Math.max(1, Math.round(windowMs / 1_000));
  return { duration, points: Math.max(1, Math.round((points * duration * 1_000) / windowMs)) };
}

/** Counters may be lost in a crash: the table is not logged, which halves what they cost. */
const makeTable = `
CREATE UNLOGGED TABLE IF NOT EXISTS ${schemaName}.${tableName} (
  key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)`;

/** Makes the counters' table where it is missing; any number of processes may start at the same time. */
export async function makeLimiterTable(client: PoolClient): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('lumenflow:limits'))");
    await client.query(makeTable);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
