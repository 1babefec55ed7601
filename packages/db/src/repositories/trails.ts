/** Seals audit entries into each workspace's chain, reads the chain, and cuts it where a checkpoint is kept. */
import type { Checkpoint, Link, SealedEntry, TrailContent } from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";
import { beyond, linkAt, nextCheckpoint, span } from "./trails/parts.ts";
import { announceCut, cutTo, cuttable } from "./trails/retention.ts";
import {
  type CheckpointRow,
  checkpointColumns,
  checkpointOf,
  contentOf,
  type EntryRow,
  entryColumns,
  type StoredCheckpoint,
} from "./trails/rows.ts";

/** How far a trail is sealed. */
export interface TrailHead {
  readonly checkpoint: Checkpoint;
  /** Entries up to here were removed by retention. */
  readonly trimmedThrough: number;
}

export interface SealedEnd {
  /** Null before the first seal. */
  readonly head: TrailHead | null;
  /** The checkpoint that retention cut at. */
  readonly trimmed: Checkpoint | null;
  /** A sealed entry that lies outside: somebody put it there. */
  readonly outside: { readonly seq: number; readonly id: string } | null;
}

export function createTrails(_client: Client, sql: Sql) {
  return {
    /** Workspaces with entries that wait for the sealer. */
    async waiting(): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `SELECT DISTINCT workspace_id AS id FROM (
           SELECT workspace_id FROM audit_entries WHERE seq IS NULL LIMIT $1) AS eldest`,
        [lookedAt],
      );
      return rows.map(({ id }) => id);
    },

    /** Until the transaction ends no other keeper seals this trail. False where one does: nobody waits. */
    async lock(workspaceId: string): Promise<boolean> {
      const [row] = await sql<{ locked: boolean }>(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('audit ' || $1, 0)) AS locked",
        [workspaceId],
      );
      return row?.locked === true;
    },

    async head(workspaceId: string): Promise<TrailHead | null> {
      const [row] = await sql<CheckpointRow & { trimmedThrough: string }>(
        `SELECT ${checkpointColumns}, trimmed_through::text AS "trimmedThrough"
         FROM audit_trails WHERE workspace_id = $1`,
        [workspaceId],
      );
      return row === undefined ? null : headOf(row);
    },

    async lastKept(workspaceId: string): Promise<Checkpoint | null> {
      const [row] = await sql<CheckpointRow>(
        `SELECT ${checkpointColumns} FROM audit_checkpoints
         WHERE workspace_id = $1 ORDER BY audit_checkpoints.seq DESC LIMIT 1`,
        [workspaceId],
      );
      return row === undefined ? null : checkpointOf(row);
    },

    /** Those that wait, the eldest first. */
    async unsealed(workspaceId: string, limit: number): Promise<TrailContent[]> {
      const rows = await sql<EntryRow>(
        `SELECT ${entryColumns} FROM audit_entries
         WHERE workspace_id = $1 AND seq IS NULL ORDER BY at, id LIMIT $2`,
        [workspaceId, limit],
      );
      return rows.map(contentOf);
    },

    /**
     * How far the trail is sealed, and what kinds of things the entries behind `after` are about (the
     * word before the point of their actions). Without `after`, only how far.
     */
    async newsSince(
      workspaceId: string,
      after: string | null,
    ): Promise<{ seq: string; kinds: string[] }> {
      const [row] = await sql<{ seq: string; kinds: string[] }>(
        `SELECT t.seq::text AS seq, ARRAY(
           SELECT DISTINCT split_part(e.action, '.', 1) FROM audit_entries e
           WHERE e.workspace_id = t.workspace_id AND e.seq > $2::bigint) AS kinds
         FROM audit_trails t WHERE t.workspace_id = $1`,
        [workspaceId, after],
      );
      return row ?? { seq: "0", kinds: [] };
    },

    /** How many wait, and since when the eldest does. */
    async countUnsealed(workspaceId: string): Promise<{ count: number; since: Date | null }> {
      const [row] = await sql<{ count: number; since: Date | null }>(
        `SELECT count(*)::int AS count, min(at) AS since FROM audit_entries
         WHERE workspace_id = $1 AND seq IS NULL`,
        [workspaceId],
      );
      return row ?? { count: 0, since: null };
    },

    /** Gives the entries their places and moves the head; within the transaction that locked it. */
    async seal(
      seals: readonly (Link & { readonly id: string })[],
      checkpoint: Checkpoint,
      keep: boolean,
    ): Promise<void> {
      const { workspaceId, seq, hash, at, keyId, publicKey, signature } = checkpoint;
      const sealed = await sql(
        `UPDATE audit_entries e SET seq = s.seq, hash = decode(s.hash, 'hex')
         FROM jsonb_to_recordset($2::text::jsonb) AS s(id text, seq bigint, hash text)
         WHERE e.workspace_id = $1 AND e.id = s.id RETURNING e.id`,
        [workspaceId, JSON.stringify(seals)],
      );
      if (sealed.length !== seals.length)
        throw new Error("entries that were to be sealed are gone");
      const values = [workspaceId, seq, hash, at, keyId, publicKey, signature];
      await sql(
        `INSERT INTO audit_trails (workspace_id, seq, hash, at, key_id, public_key, signature)
         VALUES ($1, $2::bigint, $3, $4::text::timestamptz, $5, $6, $7)
         ON CONFLICT (workspace_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,
           at = excluded.at, key_id = excluded.key_id, public_key = excluded.public_key,
           signature = excluded.signature`,
        values,
      );
      if (!keep) return;
      await sql(
        `INSERT INTO audit_checkpoints (workspace_id, seq, hash, at, key_id, public_key, signature)
         VALUES ($1, $2::bigint, $3, $4::text::timestamptz, $5, $6, $7)`,
        values,
      );
    },

    /** The sealed trail's two ends, of one moment. */
    async ends(workspaceId: string): Promise<SealedEnd> {
      const [row] = await sql<
        CheckpointRow & {
          trimmedThrough: string;
          cut: StoredCheckpoint | null;
          outside: SealedEnd["outside"];
        }
      >(
        `SELECT t.*, to_json(c) AS cut, to_json(o) AS outside
         FROM (SELECT $1::text AS "workspaceId") w
         LEFT JOIN (SELECT ${checkpointColumns}, trimmed_through::text AS "trimmedThrough",
           trimmed_through FROM audit_trails) t USING ("workspaceId")
         LEFT JOIN LATERAL (SELECT ${checkpointColumns} FROM audit_checkpoints
           WHERE workspace_id = w."workspaceId" AND seq = t.trimmed_through) c ON true
         LEFT JOIN LATERAL (
           (SELECT e.seq::float8 AS seq, id FROM audit_entries e
            WHERE workspace_id = w."workspaceId" AND seq <= coalesce(t.trimmed_through, 0)
            ORDER BY e.seq LIMIT 1)
           UNION ALL
           (SELECT e.seq::float8 AS seq, id FROM audit_entries e
            WHERE workspace_id = w."workspaceId" AND seq > coalesce(t.seq::bigint, 0)
            ORDER BY e.seq LIMIT 1) LIMIT 1) o ON true`,
        [workspaceId],
      );
      if (row === undefined) throw new Error("a row was expected");
      return {
        head: row.seq === null ? null : headOf(row),
        trimmed: row.cut === null ? null : checkpointOf({ ...row.cut, at: new Date(row.cut.at) }),
        outside: row.outside,
      };
    },

    /** Sealed entries behind `after`, in the order of the chain. */
    async entries(
      workspaceId: string,
      range: { readonly after: number; readonly through: number },
      limit: number,
    ): Promise<SealedEntry[]> {
      const rows = await sql<EntryRow & { seq: string; hash: string }>(
        `SELECT ${entryColumns}, seq::text AS seq, encode(hash, 'hex') AS hash FROM audit_entries
         WHERE workspace_id = $1 AND seq > $2::bigint AND seq <= $3::bigint
         ORDER BY audit_entries.seq LIMIT $4`,
        [workspaceId, range.after, range.through, limit],
      );
      return rows.map((row) => ({ ...contentOf(row), seq: Number(row.seq), hash: row.hash }));
    },

    /** Kept checkpoints behind `after`, in the order of the chain. */
    async checkpoints(
      workspaceId: string,
      range: { readonly after: number; readonly through: number },
      limit: number,
    ): Promise<Checkpoint[]> {
      const rows = await sql<CheckpointRow>(
        `SELECT ${checkpointColumns} FROM audit_checkpoints
         WHERE workspace_id = $1 AND seq > $2::bigint AND seq <= $3::bigint
         ORDER BY audit_checkpoints.seq LIMIT $4`,
        [workspaceId, range.after, range.through, limit],
      );
      return rows.map(checkpointOf);
    },

    span: (workspaceId: string, times: Parameters<typeof span>[2]) => span(sql, workspaceId, times),

    linkAt: (workspaceId: string, seq: number) => linkAt(sql, workspaceId, seq),

    nextCheckpoint: (workspaceId: string, seq: number) => nextCheckpoint(sql, workspaceId, seq),

    beyond: (workspaceId: string, rest: Parameters<typeof beyond>[2], limit: number) =>
      beyond(sql, workspaceId, rest, limit),

    cuttable: (days: number) => cuttable(sql, days),

    announceCut: (checkpoint: Checkpoint) => announceCut(sql, checkpoint),

    cutTo: (checkpoint: Checkpoint) => cutTo(sql, checkpoint),
  };
}

/** Entries among which `waiting` looks: those of the workspaces beyond wait for the next round. */
const lookedAt = 10_000;

function headOf(row: CheckpointRow & { readonly trimmedThrough: string }): TrailHead {
  return { checkpoint: checkpointOf(row), trimmedThrough: Number(row.trimmedThrough) };
}
