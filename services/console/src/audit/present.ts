/** Turns entries and proofs into what the API answers. */
import type { AuditRow } from "@lumenflow/db";
import type { Proof } from "@lumenflow/governance";

export function presentEntry({ seq, at, ...entry }: AuditRow) {
  return {
    ...entry,
    at: at.toISOString(),
    position: seq === null ? ("unsealed" as const) : Number(seq),
  };
}

export function presentProof(
  { workspaceId: _, unsealed: _count, broken, ...proof }: Proof,
  unsealed: { readonly count: number; readonly since: Date | null },
) {
  return {
    ...proof,
    broken: broken && { position: broken.seq, id: broken.id, problem: broken.problem },
    unsealed: { count: unsealed.count, since: unsealed.since?.toISOString() ?? null },
  };
}
