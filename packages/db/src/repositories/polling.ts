/** Who asks Telegram for which connection's updates: owners under a rising fence, their signs of life. */
import { connectionMachine, isLive } from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";

/** What may end an owner's run, or change how it goes on. */
export interface PollState {
  readonly connectionId: string;
  readonly fence: string;
  /** Received by polling, not disconnecting, its token not refused. */
  readonly open: boolean;
  readonly status: string;
  /** Changes whenever the connection is or is to be registered anew: token, kinds of updates, mode. */
  readonly registration: string;
}

export interface TakenPoll extends PollState {
  readonly workspaceId: string;
  /** As asked for; empty means every kind. */
  readonly allowedUpdates: readonly string[];
}

export interface PollOwner {
  readonly connectionId: string;
  readonly fence: string;
}

const live = connectionMachine.states.filter(isLive);

const open = `(c.receive_mode = 'polling' AND c.status = ANY($1::text[]))`;
const registration = "concat_ws('/', c.registration_attempt, c.registered_at)";
const state = `c.id AS "connectionId", c.status, ${registration} AS registration`;

export function createPolling(_client: Client, sql: Sql) {
  return {
    /**
     * Makes the caller the owner: whoever was it before learns so at the next `beat`. Starts from the
     * globally unique id in a job's payload. Null where nobody is to poll.
     */
    async take(connectionId: string): Promise<TakenPoll | null> {
      const [taken] = await sql<TakenPoll>(
        `WITH wanted AS (
           SELECT c.* FROM connections c LEFT JOIN pollers p ON p.connection_id = c.id
           WHERE c.id = $2 AND ${open} AND p.refused_at IS NULL
         ), taken AS (
           INSERT INTO pollers (workspace_id, connection_id, fence, beat_at)
           SELECT workspace_id, id, 1, now() FROM wanted
           ON CONFLICT (connection_id) DO UPDATE SET fence = pollers.fence + 1, beat_at = now()
           RETURNING connection_id, fence
         )
         SELECT ${state}, true AS open, taken.fence::text AS fence, c.workspace_id AS "workspaceId",
           c.allowed_updates AS "allowedUpdates"
         FROM wanted c JOIN taken ON taken.connection_id = c.id`,
        [live, connectionId],
      );
      return taken ?? null;
    },

    /** A sign of life of a process's owners, answered with how their connections stand now. */
    async beat(owners: readonly PollOwner[]): Promise<PollState[]> {
      const ids = owners.map(({ connectionId }) => connectionId);
      return sql<PollState>(
        `WITH alive AS (
           UPDATE pollers p SET beat_at = now()
           FROM unnest($2::text[], $3::text[]) AS mine (id, fence)
           WHERE p.connection_id = mine.id AND p.fence = mine.fence::int8
         )
         SELECT ${state}, ${open} AND p.refused_at IS NULL AS open, p.fence::text AS fence
         FROM connections c JOIN pollers p ON p.connection_id = c.id WHERE c.id = ANY($2::text[])`,
        [live, ids, owners.map(({ fence }) => fence)],
      );
    },

    /** Telegram has answered for these connections. */
    async answered(connectionIds: readonly string[]): Promise<void> {
      await sql(
        `WITH chosen AS (
           SELECT id FROM connections WHERE id = ANY($1::text[])
           ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
         )
         UPDATE connections c SET last_checked_at = now() FROM chosen WHERE c.id = chosen.id`,
        [connectionIds],
      );
    },

    /** The owner's run has ended: whoever sweeps need not wait for its silence. */
    async leave({ connectionId, fence }: PollOwner): Promise<void> {
      await sql(
        `UPDATE pollers SET beat_at = NULL WHERE connection_id = $1 AND fence = $2::text::int8`,
        [connectionId, fence],
      );
    },

    /**
     * Telegram refuses the token, or no key opens it: nobody polls until the connection is registered
     * again. False where that has been asked for or done meanwhile, perhaps with another token.
     */
    async refuse(poll: PollOwner & Pick<PollState, "registration">): Promise<boolean> {
      const rows = await sql(
        `UPDATE pollers p SET refused_at = now(), beat_at = NULL FROM connections c
         WHERE p.connection_id = $1 AND p.fence = $2::text::int8 AND c.id = p.connection_id
           AND ${registration} = $3::text
         RETURNING p.connection_id`,
        [poll.connectionId, poll.fence, poll.registration],
      );
      return rows.length > 0;
    },

    /** Whether somebody polls and has given a sign of life of late; for `doctor`. */
    async isOwned(connectionId: string): Promise<boolean> {
      const rows = await sql(
        `SELECT 1 FROM pollers
         WHERE connection_id = $1 AND beat_at > now() - interval '15 seconds'`,
        [connectionId],
      );
      return rows.length > 0;
    },

    /** Connections of all workspaces whose owner has been silent for so long, or that have none. */
    async unowned(silentMs: number, limit: number): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `SELECT c.id FROM connections c LEFT JOIN pollers p ON p.connection_id = c.id
         WHERE ${open} AND p.refused_at IS NULL
           AND (p.beat_at IS NULL OR p.beat_at < now() - $2::float8 * interval '1 millisecond')
         ORDER BY p.beat_at NULLS FIRST LIMIT $3`,
        [live, silentMs, limit],
      );
      return rows.map(({ id }) => id);
    },
  };
}
