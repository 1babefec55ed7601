/** How a connection sends, as its people set it: its pace, what may cost Stars, what becomes of doubts and of what waited long. */
import { connectionMachine, isLive } from "@lumenflow/governance";
import type { Sql } from "../client.ts";
import { newId } from "../ids.ts";
import type { Pacing } from "./outbox/owner.ts";

/** What is left out stays as it is; null sets a pace, or all, back to the usual. */
export interface SendingSettings {
  readonly pacing?:
    | { readonly [Limit in keyof Pacing]?: number | null | undefined }
    | null
    | undefined;
  readonly paidBroadcast?: boolean | undefined;
  readonly doubtPolicy?: DoubtPolicy | undefined;
  /** Seconds of standing still after which a person is asked; null: never. */
  readonly backlogAsksAfter?: number | null | undefined;
}

/** What becomes of doubts that no person has ended. */
export type DoubtPolicy = "hold" | "resend" | "abandon";

export interface SettingsChange {
  readonly workspaceId: string;
  readonly id: string;
  readonly settings: SendingSettings;
  readonly initiator: string;
}

const live = connectionMachine.states.filter(isLive);

/**
 * Changes how a connection sends; its owner looks at it several times a second, and one that is
 * parked is due again. Writes nothing where all is so already. False where it cannot.
 */
export async function configure(
  sql: Sql,
  { workspaceId, id, settings, initiator }: SettingsChange,
): Promise<boolean> {
  const { pacing, paidBroadcast, doubtPolicy, backlogAsksAfter } = settings;
  const rows = await sql(
    `WITH before AS (
       SELECT workspace_id, id, pacing, paid_broadcast, doubt_policy, backlog_asks_after,
         CASE WHEN $4::text IS NULL THEN pacing
           ELSE nullif(jsonb_strip_nulls(CASE WHEN $4::text = 'null' THEN '{}'::jsonb
             ELSE coalesce(pacing, '{}'::jsonb) || $4::text::jsonb END), '{}'::jsonb)
         END AS new_pacing,
         coalesce($5::bool, paid_broadcast) AS new_paid,
         coalesce($6::text, doubt_policy) AS new_doubt,
         CASE WHEN $9::bool THEN $10::int ELSE backlog_asks_after END AS new_asks
       FROM connections
       WHERE workspace_id = $1 AND id = $2 AND status = ANY($3::text[]) FOR NO KEY UPDATE
     ), changed AS (
       UPDATE connections c SET pacing = new_pacing, paid_broadcast = new_paid,
         doubt_policy = new_doubt, doubt_policy_at = CASE WHEN new_doubt = b.doubt_policy
           THEN c.doubt_policy_at ELSE clock_timestamp() END,
         backlog_asks_after = new_asks,
         wake_at = CASE WHEN c.wake_at IS NOT NULL THEN clock_timestamp() END,
         updated_at = now()
       FROM before b
       WHERE c.workspace_id = b.workspace_id AND c.id = b.id
         AND (b.pacing, b.paid_broadcast, b.doubt_policy, b.backlog_asks_after)
           IS DISTINCT FROM (new_pacing, new_paid, new_doubt, new_asks)
       RETURNING b.*
     ), noted AS (
       INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
       SELECT $7, workspace_id, 'connection.settings_changed', $8, id, jsonb_build_object(
         'before', jsonb_build_object('pacing', pacing, 'paidBroadcast', paid_broadcast,
           'doubtPolicy', doubt_policy, 'backlogAsksAfter', backlog_asks_after),
         'after', jsonb_build_object('pacing', new_pacing, 'paidBroadcast', new_paid,
           'doubtPolicy', new_doubt, 'backlogAsksAfter', new_asks))
       FROM changed
     )
     SELECT id FROM before`,
    [
      workspaceId,
      id,
      live,
      pacing === undefined ? null : JSON.stringify(pacing),
      paidBroadcast ?? null,
      doubtPolicy ?? null,
      newId("audit"),
      initiator,
      backlogAsksAfter !== undefined,
      backlogAsksAfter ?? null,
    ],
  );
  return rows.length > 0;
}
