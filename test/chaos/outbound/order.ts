/** Whether each chat got its parts in the order of their places, and the story of those that it did not. */
import { sql } from "../../harness/index.ts";
import type { Evidence, PartRow, SeenCall } from "./evidence.ts";

interface Arrival {
  readonly partId: string;
  readonly place: number;
  readonly timeMs: number;
}

/** Parts that Telegram got after one of their chat that stood behind them when each was sent. */
export async function outOfOrder(evidence: {
  readonly databaseUrl: string;
  readonly asked: Evidence["asked"];
  readonly earlierPlaces: Evidence["earlierPlaces"];
  readonly applied: readonly SeenCall[];
  readonly partOf: ReadonlyMap<string, PartRow>;
}): Promise<string[]> {
  const latest = new Map<string, Arrival>();
  const late: { room: string; before: Arrival; after: Arrival }[] = [];
  for (const { text, timeMs } of evidence.applied.toSorted((a, b) => a.timeMs - b.timeMs)) {
    const part = evidence.partOf.get(text);
    const wish = evidence.asked.get(part?.messageId ?? "");
    if (part === undefined || wish === undefined) continue;
    const earlier = evidence.earlierPlaces.get(part.id) ?? [];
    const place = earlier.find(({ untilMs }) => untilMs > timeMs)?.place ?? part.seq ?? 0;
    const arrival = { partId: part.id, place, timeMs };
    const room = `${wish.bot}/${wish.room}`;
    const before = latest.get(room);
    if (before !== undefined && place < before.place) late.push({ room, before, after: arrival });
    else latest.set(room, arrival);
  }
  const stories = late.map(async ({ room, before, after }) => {
    const told = [
      await storyOf(evidence.databaseUrl, after),
      await storyOf(evidence.databaseUrl, before),
    ];
    return `\n  in ${room}, behind its place:\n    ${told.join("\n    ")}`;
  });
  return Promise.all(stories);
}

/** What Postgres knows of a part, beside the moment when Telegram got it. */
async function storyOf(databaseUrl: string, { partId, place, timeMs }: Arrival): Promise<string> {
  const noted = (await sql(
    databaseUrl,
    `SELECT extract(epoch FROM t.at)::float8 * 1000 AS "atMs", t.status, t.actor, t.detail
     FROM message_parts p JOIN message_transitions t
       ON t.workspace_id = p.workspace_id AND t.message_id = p.message_id
     WHERE p.id = $1 AND coalesce(t.part_id, p.id) = p.id ORDER BY t.at, t.id`,
    [partId],
  )) as { atMs: number; status: string; actor: string; detail: string | null }[];
  const events = [
    { atMs: timeMs, what: "arrived at Telegram" },
    ...noted.map(({ atMs, status, actor, detail }) => ({
      atMs,
      what: [status, `by ${actor}`, ...(detail === null ? [] : [`(${detail})`])].join(" "),
    })),
  ].toSorted((a, b) => a.atMs - b.atMs);
  const lines = events.map(
    ({ atMs, what }) => `${new Date(atMs).toISOString().slice(11, 23)} ${what}`,
  );
  return `${partId} at ${place}: ${lines.join(", ")}`;
}
