/** How statements say what keeps a message from going out. */
import { inBacklog, wentLate } from "./stood-still.ts";

export type WaitingFor =
  | "approval"
  | "schedule"
  | "hold"
  | "pause"
  | "backlog"
  | "action_required"
  | "sequence"
  | "turn";

/**
 * SQL: whether `m` has a part of which this is so. Not by EXISTS: of that Postgres may make a hash of
 * every part there is.
 */
const aPart = (condition: string) => `coalesce((SELECT true FROM message_parts p
     WHERE p.workspace_id = m.workspace_id AND p.message_id = m.id AND ${condition} LIMIT 1), false)`;

/**
 * SQL: what the message `m` of the connection `c` and the chat `h` waits for; null where it waits for
 * nothing, or for Telegram's answer.
 */
export const waitingFor = `(CASE
  WHEN m.status = 'pending_approval' THEN 'approval'
  WHEN m.status = 'scheduled' THEN CASE WHEN ${wentLate("m", "c")} THEN 'backlog' ELSE 'schedule' END
  WHEN m.status NOT IN ('queued', 'sending') THEN NULL
  WHEN ${aPart("p.status = 'sending'")} THEN NULL
  WHEN c.status = 'action_required' THEN 'action_required'
  WHEN c.outbound_paused_at IS NOT NULL
    OR EXISTS (SELECT 1 FROM pauses z WHERE z.scope IN ('installation', m.workspace_id)) THEN 'pause'
  WHEN ${aPart(`p.status = 'queued' AND ${inBacklog("p", "c.backlog_seq")}`)} THEN 'backlog'
  WHEN m.strict_sequence AND ${aPart("p.ordinal = 0 AND p.status = 'waiting'")} THEN 'sequence'
  WHEN coalesce(c.hold_until > now(), false) OR coalesce(h.hold_until > now(), false)
    OR ${aPart("p.not_before > now()")} THEN 'hold'
  ELSE 'turn' END)`;
