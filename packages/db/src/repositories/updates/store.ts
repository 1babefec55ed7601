/** Stores a batch of updates in its order and records what endpoints are told of, in one statement. */
import type { Prepared, Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { ownerAt, type PartitionOwner } from "../partitions.ts";
import { isWanted, tellInOrder } from "./albums.ts";
import { messageKinds } from "./message-kinds.ts";

/** One received update, understood as far as it can be. */
export interface NewUpdate {
  readonly workspaceId: string;
  readonly connectionId: string;
  /** Decimal, fits into 63 bits. */
  readonly updateId: string;
  readonly kind: string;
  readonly chatId: string | null;
  readonly lane: string;
  /** The lane without its topic: what endpoints are told of in order. */
  readonly chatLane: string;
  readonly userId: string | null;
  readonly messageId: string | null;
  /** Telegram's media group, of a new message. */
  readonly album: string | null;
  /** Exactly as it came. */
  readonly body: string;
  /** SHA-256 of the body but for its update id, hexadecimal. */
  readonly bodyDigest: string;
  readonly fault: string | null;
  /** ISO 8601. */
  readonly receivedAt: string;
}

export interface StoredCount {
  readonly stored: number;
  /** Of the stored ones, those with a fault. */
  readonly poison: number;
}

/** What a restart of Telegram's numbering takes: within this, an id that comes again is the same update. */
const sameIdWithin = "7 days";

/**
 * What is there already is left alone: the same update id with the same body, or with any body
 * within seven days. Rows of connections that do not exist are left out. Positions are given under a
 * lock that is held until the commit, so that they become visible in their order. What brings the same
 * version of a message as an earlier update is linked to that. Null where somebody else owns the
 * partition by now: nothing was stored.
 */
export async function store(
  sql: Sql,
  updates: readonly NewUpdate[],
  owner: PartitionOwner,
): Promise<StoredCount | null> {
  const column = <K extends keyof NewUpdate>(name: K) => updates.map((each) => each[name]);
  const rows = await sql<StoredCount & { owned: boolean }>(storeBatch, [
    updates.map(() => newId("update")),
    column("workspaceId"),
    column("connectionId"),
    column("updateId"),
    column("kind"),
    column("chatId"),
    column("lane"),
    column("chatLane"),
    column("userId"),
    column("messageId"),
    column("album"),
    column("body"),
    column("bodyDigest"),
    column("fault"),
    column("receivedAt"),
    owner.epoch,
    owner.index,
    owner.fence,
  ]);
  if (rows[0]?.owned !== true) return null;
  const sum = (name: keyof StoredCount) => rows.reduce((all, row) => all + row[name], 0);
  return { stored: sum("stored"), poison: sum("poison") };
}

// One statement, so that the heads are locked as late and as shortly as can be. They are locked in
// sorted order, and before the update, which alone would take them in any order. What another
// batch stored while this one waited for the lock is kept out by the unique index.
const storeBatch: Prepared = {
  name: "store-updates",
  text: `
WITH owner AS (${ownerAt(16)}
), input AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
    $15::text[])
    WITH ORDINALITY AS t (id, workspace_id, connection_id, update_id_text, kind, chat_id, lane,
      chat_lane, user_id, message_id, album, body, digest, fault, received_at_text, ordinal)
  WHERE EXISTS (SELECT FROM owner)
), understood AS (
  SELECT input.*, update_id_text::bigint AS update_id, decode(digest, 'hex') AS body_digest,
    received_at_text::timestamptz AS received_at
  FROM input JOIN connections c ON c.workspace_id = input.workspace_id AND c.id = input.connection_id
), fresh AS (
  SELECT DISTINCT ON (u.connection_id, u.update_id) u.*, COALESCE(latest.generation + 1, 0) AS generation
  FROM understood u
  LEFT JOIN LATERAL (
    SELECT generation, received_at FROM updates known
    WHERE known.connection_id = u.connection_id AND known.update_id = u.update_id
    ORDER BY generation DESC LIMIT 1
  ) latest ON true
  WHERE latest.generation IS NULL
    OR (latest.received_at < u.received_at - interval '${sameIdWithin}' AND NOT EXISTS (
      SELECT 1 FROM updates known WHERE known.connection_id = u.connection_id
        AND known.update_id = u.update_id AND known.body_digest = u.body_digest))
  ORDER BY u.connection_id, u.update_id, u.ordinal
), heads AS (
  SELECT workspace_id, position FROM stream_heads
  WHERE stream = 'updates' AND workspace_id IN (SELECT workspace_id FROM fresh)
  ORDER BY workspace_id FOR UPDATE
), placed AS (
  SELECT fresh.*, heads.position + row_number() OVER (PARTITION BY workspace_id ORDER BY ordinal) AS place
  FROM fresh JOIN heads USING (workspace_id)
), linked AS (
  SELECT p.*, CASE WHEN p.message_id <> '0' AND p.kind IN ${messageKinds}
    THEN COALESCE(earlier.id, NULLIF(first_value(p.id) OVER same, p.id)) END AS twin_of
  FROM placed p
  LEFT JOIN LATERAL (
    SELECT known.id FROM updates known
    WHERE known.connection_id = p.connection_id AND known.body_digest = p.body_digest
      AND known.twin_of IS NULL AND known.message_id <> '0' AND known.kind IN ${messageKinds}
    LIMIT 1
  ) earlier ON p.message_id <> '0' AND p.kind IN ${messageKinds}
  WINDOW same AS (PARTITION BY p.connection_id, p.body_digest ORDER BY p.place)
), moved AS (
  UPDATE stream_heads s SET position = last.place
  FROM (SELECT workspace_id, max(place) AS place FROM placed GROUP BY workspace_id) last
  WHERE s.stream = 'updates' AND s.workspace_id = last.workspace_id
), stored AS (
  INSERT INTO updates (id, workspace_id, connection_id, update_id, generation, kind, chat_id, lane,
    user_id, message_id, twin_of, body, body_digest, fault, position, received_at)
  SELECT id, workspace_id, connection_id, update_id, generation, kind, chat_id, lane,
    user_id, message_id, twin_of, body, body_digest, fault, place, received_at
  FROM linked ORDER BY place
  ON CONFLICT (connection_id, update_id, generation) DO NOTHING
  RETURNING id, workspace_id, fault
), told AS (
  SELECT p.workspace_id, p.connection_id, p.chat_lane AS lane, p.chat_id, p.album, p.id, p.place
  FROM linked p JOIN stored USING (id) WHERE p.twin_of IS NULL AND ${isWanted("p")}
), ${tellInOrder}
SELECT EXISTS (SELECT FROM owner) AS owned, COALESCE(sums.stored, 0) AS stored,
  COALESCE(sums.poison, 0) AS poison, sums.notified
FROM (VALUES (1)) one LEFT JOIN (
  SELECT count(*)::int AS stored, count(fault)::int AS poison,
    pg_notify('updates', workspace_id)::text AS notified
  FROM stored GROUP BY workspace_id
) sums ON true`,
};
