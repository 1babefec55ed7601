/** Reads a trail's sealed entries and the checkpoints kept among them, in the order of the chain. */
import type { Repositories } from "@lumenflow/db";
import type { Checkpoint, SealedEntry } from "@lumenflow/governance";

export type TrailLink =
  | { readonly entry: SealedEntry; readonly checkpoint?: undefined }
  | { readonly checkpoint: Checkpoint; readonly entry?: undefined };

export type LinkSource = Pick<Repositories["trails"], "entries" | "checkpoints">;

/** Entries in memory at a time. */
const atOnce = 1_000;

/** Everything behind `after`; a checkpoint stands directly behind the entry that it names. */
export async function* readLinks(
  trails: LinkSource,
  workspaceId: string,
  { after, through }: { readonly after: number; readonly through: number },
): AsyncGenerator<TrailLink> {
  let place = after;
  while (place < through) {
    const range = { after: place, through };
    const entries = await trails.entries(workspaceId, range, atOnce);
    const last = entries.at(-1);
    if (last === undefined) return;
    const kept = await trails.checkpoints(workspaceId, { after: place, through: last.seq }, atOnce);
    const signed = new Map(kept.map((checkpoint) => [checkpoint.seq, checkpoint]));
    for (const entry of entries) {
      yield { entry };
      const checkpoint = signed.get(entry.seq);
      if (checkpoint !== undefined) yield { checkpoint };
    }
    place = last.seq;
  }
}
