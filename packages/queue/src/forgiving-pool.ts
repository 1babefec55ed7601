/** A Postgres pool as BullMQ wants it, that repeats what a deadlock rolled back. */
import { setTimeout as delay } from "node:timers/promises";
import type { PgPool, PgQueryResult } from "bullmq";
import type { Pool } from "pg";

const most = 5;

/** deadlock_detected and serialization_failure: the server rolled everything back. */
const rolledBack = new Set(["40P01", "40001"]);

/**
 * BullMQ's promotions and stall checks update many rows in one statement, and now and then meet a
 * completion the other way round. BullMQ would count that as the handler's failure. Each of its
 * commands is one statement and one transaction, so it can simply run again.
 */
export function forgivingPool(pool: Pick<Pool, "query" | "connect" | "end" | "on">): PgPool {
  const facade: PgPool = {
    async query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
      const values = params === undefined ? undefined : [...params];
      for (let attempt = 1; ; attempt += 1) {
        try {
          const { rows, rowCount } = await pool.query(text, values);
          return { rows: rows as R[], rowCount };
        } catch (error) {
          if (attempt === most || !isRolledBack(error)) throw error;
          await delay(Math.random() * 20 * attempt);
        }
      }
    },
    connect: () => pool.connect() as ReturnType<PgPool["connect"]>,
    end: () => pool.end(),
    on(event: string, listener: (argument: never) => void) {
      pool.on(event as "error", listener as (error: Error) => void);
      return facade;
    },
    removeAllListeners: () => facade,
  };
  return facade;
}

function isRolledBack(error: unknown): boolean {
  return error instanceof Error && "code" in error && rolledBack.has(String(error.code));
}
