/** Who owns a connection's line: taking it under a new fence, and what a new owner inherits. */
import { type ConnectionStatus, connectionMachine } from "@lumenflow/governance";
import type { Prepared, Sql } from "../../client.ts";
import { switchedOff } from "../pauses/gate.ts";
import { stoodStill } from "./stood-still.ts";

/** Statuses in which a connection sends. */
export const sendable: readonly ConnectionStatus[] = connectionMachine.states.filter(
  (state) => !["action_required", "disconnecting", "disconnected"].includes(state),
);

/** What may keep an owner from sending. */
export interface LineState {
  readonly connectionId: string;
  readonly fence: string;
  /** The last place given in the line. */
  readonly lastSeq: number;
  /** Not paused, not disconnecting, and not in need of a person. */
  readonly open: boolean;
  /** Milliseconds that the bot is still held for; 0 if it is not. */
  readonly heldMs: number;
  /** As set for this connection; what is left out is as usual. */
  readonly pacing: Pacing;
  /** It stood still so long that a person is to be asked about what waited: nothing is claimed before. */
  readonly stoodStill: boolean;
}

/** How fast a connection sends. */
export interface Pacing {
  readonly botPerSecond?: number;
  readonly chatPerSecond?: number;
  readonly groupPerMinute?: number;
  readonly paidPerSecond?: number;
}

export interface TakenLine extends LineState {
  readonly workspaceId: string;
  /** Sealed with the connection's id as context; null once it is erased. */
  readonly botToken: string | null;
  /** Whether somebody wants the bot to be seen doing something. */
  readonly actionAsked: boolean;
}

/** A send of the last minute, by how long ago it began and was answered; null: not known to be. */
export interface RecentSend {
  readonly chatId: string;
  readonly paid: boolean;
  readonly claimedAgoMs: number;
  readonly settledAgoMs: number | null;
  /** Whether Telegram's answer is known: it is not on its way any more. */
  readonly answered: boolean;
}

export interface Leftover {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly partId: string;
  readonly method: string;
  readonly fence: string;
}

const state = `c.id AS "connectionId", c.fence::text AS fence, c.last_seq::float8 AS "lastSeq",
  c.outbound_paused_at IS NULL AND c.status = ANY($2::text[]) AND NOT ${switchedOff("c")} AS open,
  greatest(extract(epoch FROM c.hold_until - clock_timestamp()) * 1000, 0)::float8 AS "heldMs",
  coalesce(c.pacing, '{}'::jsonb) AS pacing,
  ${stoodStill("c")} AS "stoodStill"`;

/**
 * Makes the caller the owner: whoever owned the line before can claim nothing any more. Starts from
 * the globally unique id in a job's payload. A disconnected connection too may have left something
 * under way. Null where the connection is gone.
 */
export async function take(sql: Sql, connectionId: string): Promise<TakenLine | null> {
  const [row] = await sql<TakenLine>(takeLine, [connectionId, sendable]);
  return row === undefined ? null : { ...row, heldMs: row.heldMs ?? 0 };
}

const takeLine: Prepared = {
  name: "take-line",
  text: `
  WITH c AS (
    UPDATE connections SET fence = fence + 1, wake_at = NULL
    WHERE id = $1 RETURNING *
  )
  SELECT ${state}, c.workspace_id AS "workspaceId", s.bot_token AS "botToken",
    EXISTS (SELECT 1 FROM chat_actions a WHERE a.workspace_id = c.workspace_id
      AND a.connection_id = c.id AND NOT a.taken) AS "actionAsked"
  FROM c LEFT JOIN credentials s ON s.workspace_id = c.workspace_id AND s.connection_id = c.id`,
};

/** The state of many lines, for the owners of a process. */
export async function look(sql: Sql, connectionIds: readonly string[]): Promise<LineState[]> {
  const rows = await sql<LineState>(
    `SELECT ${state} FROM connections c WHERE c.id = ANY($1::text[])`,
    [connectionIds, sendable],
  );
  return rows.map((row) => ({ ...row, heldMs: row.heldMs ?? 0 }));
}

/** What earlier owners left under way. */
export async function leftovers(
  sql: Sql,
  connectionId: string,
  fence: string,
): Promise<Leftover[]> {
  return sql(findLeftovers, [connectionId, fence]);
}

const findLeftovers: Prepared = {
  name: "find-leftovers",
  text: `
  SELECT workspace_id AS "workspaceId", message_id AS "messageId", id AS "partId",
    method, fence::text AS fence
  FROM message_parts WHERE connection_id = $1 AND status = 'sending' AND fence < $2::text::int8`,
};

/** For how many milliseconds after its answer a send counts in a private chat, and how long a call may take. */
export interface RecentSpan {
  readonly chatMs: number;
  readonly callMs: number;
}

/** Sends that still count against a limit: of the last seconds, in groups of the last minute. */
export async function recent(
  sql: Sql,
  connectionId: string,
  { chatMs, callMs }: RecentSpan,
): Promise<RecentSend[]> {
  return sql(findRecent, [connectionId, chatMs, callMs]);
}

const findRecent: Prepared = {
  name: "find-recent-sends",
  text: `
  SELECT chat_id AS "chatId", paid,
    extract(epoch FROM clock_timestamp() - claimed_at)::float8 * 1000 AS "claimedAgoMs",
    extract(epoch FROM clock_timestamp() - settled_at)::float8 * 1000 AS "settledAgoMs",
    status NOT IN ('sending', 'uncertain') AS answered
  FROM message_parts
  WHERE connection_id = $1
    AND claimed_at > now() - interval '62 seconds' - $3::float8 * interval '1 millisecond'
    AND (settled_at IS NULL
      OR settled_at > clock_timestamp() - greatest($2::float8, 3000) * interval '1 millisecond'
      OR chat_id !~ '^[0-9]' AND settled_at > clock_timestamp() - interval '62 seconds')
  ORDER BY claimed_at`,
};

/** Chats that Telegram holds, with the milliseconds that remain. */
export async function heldChats(
  sql: Sql,
  connectionId: string,
): Promise<{ chatId: string; heldMs: number }[]> {
  return sql(findHeldChats, [connectionId]);
}

const findHeldChats: Prepared = {
  name: "find-held-chats",
  text: `
  SELECT chat_id AS "chatId",
    extract(epoch FROM hold_until - clock_timestamp())::float8 * 1000 AS "heldMs"
  FROM chats WHERE connection_id = $1 AND hold_until > clock_timestamp()`,
};
