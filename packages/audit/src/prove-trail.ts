/** Proves a workspace's trail as the database has it, from where retention cut to the sealed end. */
import type { Repositories, SealedEnd } from "@lumenflow/db";
import { createVerifier, genesis, type Proof, trimmedAction } from "@lumenflow/governance";
import { readLinks } from "./read-links.ts";

export type TrailSource = Pick<
  Repositories["trails"],
  "ends" | "entries" | "checkpoints" | "unsealed" | "countUnsealed"
>;

/** Waiting entries among which retention's own is looked for. */
const atOnce = 1_000;

/** `trusts` knows our public keys. Takes about a second for 50,000 entries. */
export async function proveTrail(
  trails: TrailSource,
  workspaceId: string,
  trusts: (publicKey: string) => boolean,
): Promise<Proof> {
  for (;;) {
    const ends = await trails.ends(workspaceId);
    const proof = await proveBetween(trails, workspaceId, ends, trusts);
    if (proof.ok) return proof;
    // What retention removed meanwhile is not a fault.
    const { head } = await trails.ends(workspaceId);
    if (head?.trimmedThrough === ends.head?.trimmedThrough) return proof;
  }
}

async function proveBetween(
  trails: TrailSource,
  workspaceId: string,
  { head, trimmed, outside }: SealedEnd,
  trusts: (publicKey: string) => boolean,
): Promise<Proof> {
  const verifier = createVerifier({ workspaceId, after: trimmed ?? genesis, trusts });
  const after = trimmed?.seq ?? 0;
  const through = head?.checkpoint.seq ?? 0;
  let told = 0;
  if (outside !== null) {
    const problem = `${outside.id} stands outside the sealed trail: it was inserted`;
    verifier.fault({ ...outside, problem });
  }
  if (trimmed !== null) verifier.checkpoint(trimmed);
  for await (const { entry, checkpoint } of readLinks(trails, workspaceId, { after, through })) {
    if (verifier.broken !== null) break;
    if (checkpoint !== undefined) verifier.checkpoint(checkpoint);
    if (entry === undefined) continue;
    verifier.entry(entry);
    if (entry.action === trimmedAction) told = Math.max(told, throughOf(entry.detail));
  }
  if (head !== null) verifier.checkpoint(head.checkpoint);
  const { count } = await trails.countUnsealed(workspaceId);
  if (after > told && !(await isTold(trails, workspaceId, after))) {
    const problem = `entries 1 to ${after} were removed, and no entry says so`;
    verifier.fault({ seq: after, id: null, problem });
  }
  return verifier.end(count);
}

/** Retention's own entry may still wait for the sealer. */
async function isTold(trails: TrailSource, workspaceId: string, after: number): Promise<boolean> {
  const waiting = await trails.unsealed(workspaceId, atOnce);
  return waiting.some(
    ({ action, detail }) => action === trimmedAction && throughOf(detail) >= after,
  );
}

function throughOf(detail: unknown): number {
  const { through } = (detail ?? {}) as { through?: unknown };
  return typeof through === "number" ? through : 0;
}
