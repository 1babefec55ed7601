/** The log of deliveries, as their workspace reads it. */
import type { Sql } from "../../client.ts";

export interface DeliveryRow {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly connectionId: string | null;
  readonly chatId: string | null;
  readonly lane: string;
  readonly status: string;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly responseCode: number | null;
  readonly cause: string | null;
  readonly errorDetail: string | null;
  /** Hexadecimal. */
  readonly bodyDigest: string | null;
  readonly durationMs: number | null;
  readonly createdAt: Date;
  readonly attemptedAt: Date | null;
  readonly settledAt: Date | null;
  /** Oldest first. */
  readonly failures: readonly FailureRow[];
}

export interface FailureRow {
  readonly attempt: number;
  /** ISO 8601. */
  readonly at: string;
  readonly responseCode: number | null;
  readonly cause: string;
  readonly detail: string | null;
  readonly durationMs: number;
}

export interface DeadLetters {
  readonly cause: string;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** The latest of them. */
  readonly exampleId: string;
}

export async function find(
  sql: Sql,
  workspaceId: string,
  id: string,
): Promise<DeliveryRow | undefined> {
  const [row] = await sql<DeliveryRow>(
    `SELECT ${columns} FROM deliveries d ${joins} WHERE d.workspace_id = $1 AND d.id = $2
       AND e.deleted_at IS NULL`,
    [workspaceId, id],
  );
  return row;
}

/** Newest first; `cursor` is the last id seen. */
export async function list(
  sql: Sql,
  endpoint: { readonly workspaceId: string; readonly endpointId: string },
  page: {
    readonly status?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<DeliveryRow[]> {
  return sql(
    `SELECT ${columns} FROM deliveries d ${joins}
     WHERE d.workspace_id = $1 AND d.endpoint_id = $2 AND ($3::text IS NULL OR d.status = $3)
       AND ($4::text IS NULL
         OR d.seq < (SELECT seq FROM deliveries WHERE workspace_id = $1 AND id = $4))
     ORDER BY d.seq DESC LIMIT $5`,
    [
      endpoint.workspaceId,
      endpoint.endpointId,
      page.status ?? null,
      page.cursor ?? null,
      page.limit,
    ],
  );
}

/** Dead letters by their cause, the most frequent first. */
export async function deadLetters(sql: Sql, endpointId: string): Promise<DeadLetters[]> {
  return sql(
    `SELECT coalesce(cause, 'unknown') AS cause, count(*)::int AS count, min(settled_at) AS "firstAt",
       max(settled_at) AS "lastAt", (array_agg(id ORDER BY settled_at DESC, seq DESC))[1] AS "exampleId"
     FROM deliveries WHERE endpoint_id = $1 AND status = 'dead'
     GROUP BY 1 ORDER BY 2 DESC, 1`,
    [endpointId],
  );
}

const columns = `d.id, d.endpoint_id AS "endpointId", d.event_id AS "eventId",
  v.type AS "eventType", d.connection_id AS "connectionId", v.chat_id AS "chatId", d.lane,
  d.status, d.attempts, d.next_attempt_at AS "nextAttemptAt",
  d.response_code AS "responseCode", d.cause, d.error_detail AS "errorDetail",
  encode(d.body_digest, 'hex') AS "bodyDigest", d.duration_ms AS "durationMs",
  d.created_at AS "createdAt", d.attempted_at AS "attemptedAt", d.settled_at AS "settledAt",
  coalesce(f.failures, '[]') AS failures`;

const joins = `
  JOIN endpoints e ON e.workspace_id = d.workspace_id AND e.id = d.endpoint_id
  JOIN events v ON v.workspace_id = d.workspace_id AND v.id = d.event_id
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('attempt', attempt, 'at', at, 'responseCode', response_code,
      'cause', cause, 'detail', detail, 'durationMs', duration_ms) ORDER BY at) AS failures
    FROM delivery_failures f WHERE f.workspace_id = d.workspace_id AND f.delivery_id = d.id
  ) f ON true`;
