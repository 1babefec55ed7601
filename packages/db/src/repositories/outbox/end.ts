/** Ends messages before they go out: cancelled by somebody, or expired. */
import { type MessageStatus, messageMachine, sourcesOf } from "@lumenflow/governance";
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { closeApprovals } from "../approvals.ts";
import { cancelUnsent, follow } from "../parts.ts";

export interface End {
  readonly workspaceId: string;
  readonly messageIds: readonly string[];
  readonly to: "cancelled" | "expired";
  /** `key:<id>`, `user:<id>` or `system`. */
  readonly actor: string;
}

/**
 * Takes everything of these messages that is not under way out of the line, closes their questions
 * and ends those of which nothing was sent. A call to Telegram under way is waited for by nobody
 * here: its result decides. Belongs into a transaction; returns the messages that ended or shrank.
 */
export async function end(sql: Sql, { workspaceId, messageIds, to, actor }: End) {
  const locked = await sql<{ id: string; status: MessageStatus }>(
    `SELECT id, status FROM messages
     WHERE workspace_id = $1 AND id = ANY($2::text[]) AND status = ANY($3::text[])
     ORDER BY id FOR UPDATE`,
    [workspaceId, messageIds, sourcesOf(messageMachine, to).filter((each) => each !== "uncertain")],
  );
  if (locked.length === 0) return [];
  const ids = locked.map(({ id }) => id);
  await closeApprovals(sql, workspaceId, ids, to, actor);
  await cancelUnsent(sql, workspaceId, ids);
  const unsent = locked.filter(({ status }) => status !== "sending").map(({ id }) => id);
  await sql(statement, [workspaceId, JSON.stringify(noted(unsent)), to, actor]);
  const begun = locked.filter(({ status }) => status === "sending");
  await follow(
    sql,
    begun.map(({ id }) => ({ workspaceId, messageId: id, actor })),
  );
  return ids;
}

function noted(ids: readonly string[]) {
  return ids.map((id) => ({ id, transition_id: newId("transition"), audit_id: newId("audit") }));
}

const statement = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($2::text::jsonb) AS g(id text, transition_id text, audit_id text)
  ), moved AS (
    UPDATE messages m SET status = $3, updated_at = clock_timestamp(), settled_at = clock_timestamp()
    FROM given g WHERE m.workspace_id = $1 AND m.id = g.id
    RETURNING m.workspace_id, g.*
  ), noted AS (
    INSERT INTO message_transitions (id, workspace_id, message_id, at, status, actor)
    SELECT transition_id, workspace_id, id, clock_timestamp(), $3, $4 FROM moved
  )
  INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
  SELECT audit_id, workspace_id, 'message.' || $3::text, $4, id FROM moved`;
