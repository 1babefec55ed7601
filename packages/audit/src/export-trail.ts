/** Exports a trail, or the part of it that holds a range of times, as records that prove it offline. */
import type { Repositories, SealedEnd } from "@lumenflow/db";
import { type Checkpoint, genesis, type Link, type TrailContent } from "@lumenflow/governance";
import { readLinks } from "./read-links.ts";
import { type FileRecord, fileFormat } from "./record.ts";

export type ExportSource = Pick<
  Repositories["trails"],
  "ends" | "entries" | "checkpoints" | "span" | "linkAt" | "nextCheckpoint" | "beyond"
>;

export interface ExportRange {
  readonly workspaceId: string;
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
}

/** Retention cut the trail while it was read: the file would not be whole. */
export class TrailCut extends Error {
  override readonly name = "TrailCut";
}

/**
 * The shortest run of the chain that holds every sealed entry of these times and ends in a signature:
 * so there may be some entries more at both ends. Behind it what is not sealed yet. Nothing is held
 * but a page; resolves once it is known where the run lies, before the first record is asked for.
 */
export async function exportTrail(
  trails: ExportSource,
  range: ExportRange,
  now = new Date(),
): Promise<AsyncGenerator<FileRecord>> {
  const { workspaceId } = range;
  const ends = await trails.ends(workspaceId);
  const run = await runOf(trails, range, ends);
  const trail = {
    type: "trail",
    format: fileFormat,
    workspaceId,
    exportedAt: now.toISOString(),
    from: range.from?.toISOString() ?? null,
    to: range.to?.toISOString() ?? null,
    after: { seq: run.after.seq, hash: run.after.hash },
  } as const;
  return records();

  async function* records(): AsyncGenerator<FileRecord> {
    yield trail;
    let entries = 0;
    let signed = run.after.seq;
    const place = { after: run.after.seq, through: run.end?.seq ?? run.after.seq };
    for await (const { entry, checkpoint } of readLinks(trails, workspaceId, place)) {
      if (entry !== undefined) {
        entries += 1;
        if (entry.seq !== run.after.seq + entries)
          throw new TrailCut("the trail was cut meanwhile");
        yield { type: "entry", ...entry };
      } else if (checkpoint !== undefined) {
        signed = checkpoint.seq;
        yield { type: "checkpoint", ...checkpoint };
      }
    }
    if (run.end !== null && place.after + entries < run.end.seq) {
      throw new TrailCut("the trail was cut meanwhile");
    }
    if (run.end !== null && signed < run.end.seq) yield { type: "checkpoint", ...run.end };
    let unsealed = 0;
    for await (const content of waiting(trails, range, ends.head?.checkpoint.seq ?? 0)) {
      unsealed += 1;
      yield { type: "unsealed", ...content };
    }
    yield { type: "end", entries, unsealed };
  }
}

interface Run {
  readonly after: Link;
  /** The checkpoint that signs it; null where nothing is sealed. */
  readonly end: Checkpoint | null;
}

async function runOf(
  trails: ExportSource,
  { workspaceId, from, to }: ExportRange,
  { head, trimmed }: SealedEnd,
): Promise<Run> {
  const whole = { after: trimmed ?? genesis, end: head?.checkpoint ?? null };
  if (head === null || (from === undefined && to === undefined)) return whole;
  const through = head.checkpoint.seq;
  const span = await trails.span(workspaceId, { from, to, through });
  // Nothing of these times: the empty part at the end.
  if (span === null) return { after: head.checkpoint, end: null };
  const before = span.first - 1;
  const known = before === whole.after.seq ? whole.after : await trails.linkAt(workspaceId, before);
  if (known === null) throw new TrailCut("the trail was cut meanwhile");
  const kept = await trails.nextCheckpoint(workspaceId, span.last);
  return { after: known, end: kept === null || kept.seq > through ? head.checkpoint : kept };
}

/** Entries in memory at a time. */
const atOnce = 1_000;

/** What was not in the chain when the export began, though it may be by now. */
async function* waiting(
  trails: ExportSource,
  { workspaceId, from, to }: ExportRange,
  through: number,
): AsyncGenerator<TrailContent> {
  let last: TrailContent | undefined;
  do {
    const page = await trails.beyond(workspaceId, { from, to, through, last }, atOnce);
    yield* page;
    last = page.length < atOnce ? undefined : page.at(-1);
  } while (last !== undefined);
}
