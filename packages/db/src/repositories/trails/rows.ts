/** How entries and checkpoints leave Postgres. */
import type { Checkpoint, TrailContent } from "@lumenflow/governance";

export interface EntryRow extends Omit<TrailContent, "at"> {
  readonly at: Date;
}

export type StoredCheckpoint = Omit<Checkpoint, "seq"> & { readonly seq: string };
export type CheckpointRow = Omit<StoredCheckpoint, "at"> & { readonly at: Date };

export const entryColumns = `id, workspace_id AS "workspaceId", at, action, initiator, approver,
  rule_id AS "ruleId", subject_id AS "subjectId", input_digest AS "inputDigest", output, detail`;

// Their places leave as text: order by the column, never by this name of it.
export const checkpointColumns = `workspace_id AS "workspaceId", seq::text AS seq, hash, at,
  key_id AS "keyId", public_key AS "publicKey", signature`;

export function contentOf(row: EntryRow): TrailContent {
  const { id, workspaceId, action, initiator, approver } = row;
  const { ruleId, subjectId, inputDigest, output, detail } = row;
  const at = row.at.toISOString();
  return {
    ...{ id, workspaceId, at, action, initiator, approver },
    ...{ ruleId, subjectId, inputDigest, output, detail },
  };
}

export function checkpointOf(row: CheckpointRow): Checkpoint {
  const { workspaceId, hash, keyId, publicKey, signature } = row;
  const seq = Number(row.seq);
  return { workspaceId, seq, hash, at: row.at.toISOString(), keyId, publicKey, signature };
}
