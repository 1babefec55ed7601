/** Seals new audit entries into their workspace's chain, and signs where it ends. */
import type { Database, Repositories } from "@lumenflow/db";
import {
  type Checkpoint,
  genesis,
  linkAfter,
  type Signer,
  signCheckpoint,
} from "@lumenflow/governance";
import type { Work } from "../timer.ts";

/** Entries of one transaction; a checkpoint is kept after as many, or after an hour. */
const atOnce = 1_000;
const keepEveryMs = 3_600_000;

export interface SealAuditDeps {
  readonly trails: Pick<Repositories["trails"], "waiting">;
  readonly transaction: Database["transaction"];
  readonly signer: Signer;
}

/**
 * Entries commit without a place, in any order and without waiting for one another; whatever is
 * committed by now gets the next places here. So nothing can appear behind the sealed end later,
 * and no sender ever waits for the chain.
 */
export function sealAudit({ trails, transaction, signer }: SealAuditDeps): Work {
  return {
    name: "seal-audit",
    everyMs: 500,
    async run() {
      for (const workspaceId of await trails.waiting()) {
        let sealed: number;
        do sealed = await transaction((tx) => sealSome(tx.trails, workspaceId, signer));
        while (sealed === atOnce);
      }
    },
  };
}

/** Returns how many; none where another keeper is at it. */
export async function sealSome(
  trails: Pick<Repositories["trails"], "lock" | "head" | "lastKept" | "unsealed" | "seal">,
  workspaceId: string,
  signer: Signer,
): Promise<number> {
  if (!(await trails.lock(workspaceId))) return 0;
  const entries = await trails.unsealed(workspaceId, atOnce);
  if (entries.length === 0) return 0;
  let last = (await trails.head(workspaceId))?.checkpoint ?? genesis;
  const seals = entries.map((entry) => {
    last = linkAfter(last, entry);
    return { id: entry.id, seq: last.seq, hash: last.hash };
  });
  const { seq, hash } = last;
  const at = new Date().toISOString();
  const checkpoint = signCheckpoint(signer, { workspaceId, seq, hash, at });
  await trails.seal(seals, checkpoint, isDue(checkpoint, await trails.lastKept(workspaceId)));
  return seals.length;
}

function isDue(now: Checkpoint, kept: Checkpoint | null): boolean {
  if (kept === null) return true;
  return now.seq - kept.seq >= atOnce || Date.parse(now.at) - Date.parse(kept.at) >= keepEveryMs;
}
