/** Processes and their signs of life: which roles somebody runs at this moment. */
import type { Client, Sql } from "../client.ts";

export interface RoleRow {
  readonly role: string;
  /** Processes that gave a sign of life lately. */
  readonly alive: number;
  readonly lastSeenAt: Date;
}

/** A process that said nothing for so long is gone, or as good as. */
const aliveSeconds = 20;
const forgottenDays = 7;

export function createProcesses(_client: Client, sql: Sql) {
  return {
    /** Says that it is there; what has not been for days is forgotten. */
    async beat(process: {
      readonly id: string;
      readonly roles: readonly string[];
      readonly version: string;
    }): Promise<void> {
      await sql(
        `WITH gone AS (
           DELETE FROM processes WHERE beat_at < now() - $4 * interval '1 day' AND id <> $1
         )
         INSERT INTO processes (id, roles, version, beat_at)
         VALUES ($1, $2::text[], $3, clock_timestamp())
         ON CONFLICT (id) DO UPDATE SET beat_at = clock_timestamp()`,
        [process.id, process.roles, process.version, forgottenDays],
      );
    },

    /** It ends in peace: nobody need look for it. */
    async leave(id: string): Promise<void> {
      await sql("DELETE FROM processes WHERE id = $1", [id]);
    },

    /** Every role that somebody runs, or ran and did not end in peace. */
    async roles(): Promise<RoleRow[]> {
      return sql<RoleRow>(
        `SELECT role, max(beat_at) AS "lastSeenAt",
           count(*) FILTER (WHERE beat_at > now() - $1 * interval '1 second')::int AS alive
         FROM processes, unnest(roles) AS role GROUP BY role ORDER BY role`,
        [aliveSeconds],
      );
    },
  };
}
