/** Looks at a workspace as a whole: what waits and why, what failed and of what, and how fast all is. */
import type { Client, Sql } from "../client.ts";
import { idsBefore } from "../ids.ts";
import { type WaitingFor, waitingFor } from "./outbox/waiting-for.ts";

export interface WaitingCount {
  readonly reason: WaitingFor | "sending" | "uncertain";
  readonly count: number;
  readonly oldestAt: Date;
}

export interface FailureGroup {
  readonly code: string;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Of the latest of them. */
  readonly detail: string | null;
  readonly remedy: string | null;
}

export interface MinuteRow {
  readonly at: Date;
  readonly received: number;
  readonly requested: number;
  readonly sent: number;
  readonly failed: number;
  readonly uncertain: number;
}

/** Milliseconds. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface BotLoadRow {
  readonly connectionId: string;
  readonly username: string;
  readonly status: string;
  readonly pacing: unknown;
  readonly lastSecond: number;
  readonly lastMinute: number;
  readonly queued: number;
  readonly holdUntil: Date | null;
  readonly paused: boolean;
}

export interface ErrorRow {
  readonly stage: "sending" | "deliveries";
  readonly code: string;
  readonly count: number;
  readonly lastAt: Date;
}

export function createOverview(_client: Client, sql: Sql) {
  return {
    /** Messages that are not finished, by what each waits for. */
    async waiting(workspaceId: string): Promise<WaitingCount[]> {
      return sql<WaitingCount>(
        `SELECT reason, count(*)::int AS count, min(created_at) AS "oldestAt"
         FROM (
           SELECT m.created_at, CASE WHEN m.status = 'uncertain' THEN 'uncertain'
             ELSE coalesce(${waitingFor}, 'sending') END AS reason
           FROM messages m
           JOIN connections c ON c.workspace_id = m.workspace_id AND c.id = m.connection_id
           LEFT JOIN chats h ON h.workspace_id = m.workspace_id
             AND h.connection_id = m.connection_id AND h.chat_id = m.chat_id
           WHERE m.workspace_id = $1
             AND m.status IN ('pending_approval', 'scheduled', 'queued', 'sending', 'uncertain')
         ) AS open
         GROUP BY reason ORDER BY count DESC, reason`,
        [workspaceId],
      );
    },

    /** Failed messages by their cause, the latest first. */
    async failures(workspaceId: string): Promise<FailureGroup[]> {
      return sql<FailureGroup>(
        `SELECT coalesce(failure_code, 'unknown') AS code, count(*)::int AS count,
           min(updated_at) AS "firstAt", max(updated_at) AS "lastAt",
           (array_agg(failure_detail ORDER BY id DESC))[1] AS detail,
           (array_agg(failure_remedy ORDER BY id DESC))[1] AS remedy
         FROM messages WHERE workspace_id = $1 AND status = 'failed'
         GROUP BY 1 ORDER BY max(updated_at) DESC LIMIT 50`,
        [workspaceId],
      );
    },

    /** The last `minutes` whole minutes and the one under way, oldest first. */
    async minutes(workspaceId: string, minutes: number): Promise<MinuteRow[]> {
      // Ids sort by time: what is new is found by the key, whatever the table's size.
      const since = new Date(Date.now() - (minutes + 1) * 60_000);
      return sql<MinuteRow>(
        `WITH span AS (
           SELECT generate_series(date_trunc('minute', now()) - $2 * interval '1 minute',
             date_trunc('minute', now()), interval '1 minute') AS at
         ), received AS (
           SELECT date_trunc('minute', received_at) AS at, count(*)::int AS n FROM updates
           WHERE workspace_id = $1 AND id >= $3 GROUP BY 1
         ), happened AS (
           SELECT date_trunc('minute', at) AS at, action, count(*)::int AS n FROM audit_entries
           WHERE workspace_id = $1 AND at >= date_trunc('minute', now()) - $2 * interval '1 minute'
             AND action IN ('message.requested', 'message.sent', 'message.failed',
               'message.uncertain')
           GROUP BY 1, 2
         )
         SELECT span.at, coalesce(max(r.n), 0) AS received,
           coalesce(sum(h.n) FILTER (WHERE h.action = 'message.requested'), 0)::int AS requested,
           coalesce(sum(h.n) FILTER (WHERE h.action = 'message.sent'), 0)::int AS sent,
           coalesce(sum(h.n) FILTER (WHERE h.action = 'message.failed'), 0)::int AS failed,
           coalesce(sum(h.n) FILTER (WHERE h.action = 'message.uncertain'), 0)::int AS uncertain
         FROM span LEFT JOIN received r USING (at) LEFT JOIN happened h USING (at)
         GROUP BY span.at ORDER BY span.at`,
        [workspaceId, minutes, idsBefore("update", since)],
      );
    },

    /** How long what ended in the last `minutes` took, by stage; null where nothing did. */
    async latencies(
      workspaceId: string,
      minutes: number,
    ): Promise<Record<"receiving" | "waiting" | "calling" | "delivering", Percentiles | null>> {
      const since = new Date(Date.now() - minutes * 60_000);
      const rows = await sql<Percentiles & { stage: string }>(
        `WITH took AS (
           (SELECT 'receiving' AS stage, stored_at - received_at AS span FROM updates
            WHERE workspace_id = $1 AND id >= $2 ORDER BY id DESC LIMIT 5000)
           UNION ALL
           (SELECT s.stage, s.span FROM connections c
            JOIN message_parts p ON p.connection_id = c.id
              AND p.claimed_at >= now() - $3 * interval '1 minute'
            CROSS JOIN LATERAL (VALUES ('waiting', p.claimed_at - p.queued_at),
              ('calling', p.settled_at - p.claimed_at)) AS s (stage, span)
            WHERE c.workspace_id = $1 AND p.status = 'sent' LIMIT 10000)
           UNION ALL
           (SELECT 'delivering', settled_at - created_at FROM deliveries
            WHERE settled_at >= now() - $3 * interval '1 minute' AND status = 'delivered'
              AND workspace_id = $1 LIMIT 5000)
         ), ms AS (
           SELECT stage, greatest(extract(epoch FROM span) * 1000, 0)::float8 AS took FROM took
           WHERE span IS NOT NULL
         )
         SELECT stage, count(*)::int AS count,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS p50,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY took) AS p95,
           percentile_cont(0.99) WITHIN GROUP (ORDER BY took) AS p99
         FROM ms GROUP BY stage`,
        [workspaceId, idsBefore("update", since), minutes],
      );
      const of = (name: string): Percentiles | null => {
        const { stage: _stage, ...found } = rows.find(({ stage }) => stage === name) ?? {};
        return "count" in found ? (found as Percentiles) : null;
      };
      return {
        receiving: of("receiving"),
        waiting: of("waiting"),
        calling: of("calling"),
        delivering: of("delivering"),
      };
    },

    /** Each bot that is not disconnected: what it has sent just now, what waits for it, what holds it. */
    async bots(workspaceId: string): Promise<BotLoadRow[]> {
      return sql<BotLoadRow>(
        `SELECT c.id AS "connectionId", c.bot_username AS username, c.status, c.pacing,
           (SELECT count(*)::int FROM message_parts p WHERE p.connection_id = c.id
              AND p.claimed_at > now() - interval '1 second') AS "lastSecond",
           (SELECT count(*)::int FROM message_parts p WHERE p.connection_id = c.id
              AND p.claimed_at > now() - interval '1 minute') AS "lastMinute",
           (SELECT count(*)::int FROM message_parts p WHERE p.connection_id = c.id
              AND p.status = 'queued') AS queued,
           CASE WHEN c.hold_until > now() THEN c.hold_until END AS "holdUntil",
           c.outbound_paused_at IS NOT NULL OR EXISTS (SELECT 1 FROM pauses z
             WHERE z.scope IN ('installation', c.workspace_id)) AS paused
         FROM connections c WHERE c.workspace_id = $1 AND c.status <> 'disconnected'
         ORDER BY c.created_at, c.id LIMIT 200`,
        [workspaceId],
      );
    },

    /** What failed for good in the last `minutes`, by stage and cause. */
    async errors(workspaceId: string, minutes: number): Promise<ErrorRow[]> {
      return sql<ErrorRow>(
        `SELECT 'sending' AS stage, coalesce(failure_code, 'unknown') AS code, count(*)::int AS count,
           max(updated_at) AS "lastAt"
         FROM messages WHERE workspace_id = $1 AND status = 'failed'
           AND updated_at >= now() - $2 * interval '1 minute'
         GROUP BY 2
         UNION ALL
         SELECT 'deliveries', coalesce(cause, 'unknown'), count(*)::int, max(settled_at)
         FROM deliveries WHERE settled_at >= now() - $2 * interval '1 minute' AND status = 'dead'
           AND workspace_id = $1
         GROUP BY 2
         ORDER BY count DESC, code LIMIT 50`,
        [workspaceId, minutes],
      );
    },

    /** Deliveries that are not settled: how many, and since when the oldest waits. */
    async undelivered(workspaceId: string): Promise<{ count: number; oldestAt: Date | null }> {
      const [row] = await sql<{ count: number; oldestAt: Date | null }>(
        `SELECT count(*)::int AS count, min(d.created_at) AS "oldestAt"
         FROM endpoints e JOIN deliveries d ON d.endpoint_id = e.id AND d.status = 'pending'
         WHERE e.workspace_id = $1 AND e.deleted_at IS NULL`,
        [workspaceId],
      );
      return row ?? { count: 0, oldestAt: null };
    },
  };
}
