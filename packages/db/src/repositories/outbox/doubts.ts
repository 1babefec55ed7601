/** Ends doubts: by a person's word, or by the policy of a connection once no late answer can. */
import type { Sql } from "../../client.ts";
import { enqueue, follow, partsOf, settleDoubt } from "../parts.ts";
import type { DoubtPolicy } from "../sending-settings.ts";

export interface DoubtEnd {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly outcome: "delivered" | "resend" | "abandon";
  /** The ordinal of one part; all that are in doubt without it. */
  readonly part?: number | undefined;
  readonly reason: string;
  /** `key:<id>`, `user:<id>` or `policy`. */
  readonly actor: string;
}

/**
 * Ends the doubt about parts of a message that the caller's transaction has locked, and brings the
 * message into line. The unsent rest goes along once nothing before it is in doubt any more. Says why
 * it cannot: nothing is in doubt, or the rest was given up and half of it is nobody's wish.
 */
export async function endDoubt(
  sql: Sql,
  { workspaceId, messageId, outcome, part, reason, actor }: DoubtEnd,
): Promise<"ended" | "no-doubt" | "withdrawn"> {
  const parts = await partsOf(sql, workspaceId, messageId);
  const doubtful = parts.filter(({ status }) => status === "uncertain");
  const chosen = doubtful.filter(({ ordinal }) => part === undefined || ordinal === part);
  if (chosen.length === 0) return "no-doubt";
  const ids = chosen.map(({ id }) => id);
  if (outcome === "resend") {
    if (parts.some(({ status }) => status === "cancelled")) return "withdrawn";
    const free = chosen.length === doubtful.length;
    const rest = free ? parts.filter(({ status }) => status === "waiting") : [];
    await enqueue(sql, workspaceId, [...ids, ...rest.map(({ id }) => id)]);
  } else {
    await settleDoubt(sql, workspaceId, messageId, {
      to: outcome === "delivered" ? "sent" : "failed",
      partIds: ids,
    });
  }
  const failure =
    outcome === "abandon"
      ? { code: "abandoned", detail: reason, remedy: "Retry to send it again." }
      : undefined;
  const note = `${outcome}: ${reason}`;
  await follow(sql, [{ workspaceId, messageId, actor, failure, note }]);
  return "ended";
}

/** So often a policy sends again by itself; after that something is wrong that a person should see. */
const mostResends = 3;

export interface DueDoubt {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly connectionId: string;
  readonly outcome: Exclude<DoubtPolicy, "hold">;
}

/**
 * Messages of all workspaces whose doubt their connection's policy ends now: about calls begun after
 * the policy was set and longer than `settledMs` ago, so that no answer will come. What has expired, was
 * withdrawn or has been sent again too often is left to a person. `messageId` looks at one alone, for
 * whoever has locked it.
 */
export async function dueDoubts(
  sql: Sql,
  settledMs: number,
  { limit, messageId }: { readonly limit: number; readonly messageId?: string | undefined },
): Promise<DueDoubt[]> {
  return sql(
    `SELECT DISTINCT m.workspace_id AS "workspaceId", m.id AS "messageId",
       m.connection_id AS "connectionId", c.doubt_policy AS outcome
     FROM connections c
     JOIN message_parts p ON p.connection_id = c.id AND p.status = 'uncertain'
     JOIN messages m ON m.workspace_id = p.workspace_id AND m.id = p.message_id
     WHERE c.doubt_policy <> 'hold' AND c.status NOT IN ('disconnecting', 'disconnected')
       AND ($4::text IS NULL OR m.id = $4) AND m.status = 'uncertain'
       AND p.claimed_at >= c.doubt_policy_at
       AND p.claimed_at < clock_timestamp() - $1::float8 * interval '1 millisecond'
       AND (c.doubt_policy = 'abandon' OR p.attempt <= $3
         AND (m.expires_at IS NULL OR m.expires_at > clock_timestamp())
         AND NOT EXISTS (SELECT 1 FROM message_parts e WHERE e.workspace_id = p.workspace_id
           AND e.message_id = p.message_id AND e.status = 'cancelled'))
     ORDER BY m.id LIMIT $2`,
    [settledMs, limit, mostResends, messageId ?? null],
  );
}
