/** What came in for us and not for Sidekick: kept until it was answered. */
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";

export interface NewInput {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly updateId: string;
  /** As `readApproverInput` in telegram reads it. */
  readonly input: unknown;
  readonly receivedAt: string;
}

export interface WaitingInput {
  readonly id: string;
  readonly workspaceId: string;
  readonly input: unknown;
  /** By Postgres's clock. */
  readonly ageMs: number;
}

/** Each once, however often Telegram brings it. */
export async function noteInputs(sql: Sql, inputs: readonly NewInput[]): Promise<void> {
  if (inputs.length === 0) return;
  const rows = inputs.map((each) => ({
    id: newId("approverInput"),
    workspace_id: each.workspaceId,
    connection_id: each.connectionId,
    update_id: each.updateId,
    input: each.input,
    received_at: each.receivedAt,
  }));
  await sql(
    `INSERT INTO approver_inputs (id, workspace_id, connection_id, update_id, input, received_at)
     SELECT id, workspace_id, connection_id, update_id::bigint, input, received_at::timestamptz
     FROM jsonb_to_recordset($1::text::jsonb) AS r(id text, workspace_id text, connection_id text,
       update_id text, input jsonb, received_at text)
     ON CONFLICT (connection_id, update_id) DO NOTHING`,
    [JSON.stringify(rows)],
  );
}

/** In the order in which they came. */
export async function waitingInputs(
  sql: Sql,
  connectionId: string,
  limit: number,
): Promise<WaitingInput[]> {
  return sql(
    `SELECT id, workspace_id AS "workspaceId", input,
       (extract(epoch FROM clock_timestamp() - received_at) * 1000)::float8 AS "ageMs"
     FROM approver_inputs WHERE connection_id = $1 ORDER BY id LIMIT $2`,
    [connectionId, limit],
  );
}
