/** Compares what Telegram sent with what Postgres holds and what the endpoint saw. */
import { sql } from "../../harness/index.ts";
import { type Entry, mustBeEmpty } from "../entries.ts";
import type { Endpoint } from "./endpoint.ts";

export interface Evidence {
  readonly databaseUrl: string;
  readonly endpoint: Pick<Endpoint, "events" | "failures">;
  /** By `connectionId/updateId`, in the order in which Telegram queued them. */
  readonly sent: ReadonlyMap<string, { readonly line: string; readonly mayExpire: boolean }>;
  /** Those that Telegram saw answered with 200. */
  readonly answered: ReadonlySet<string>;
}

/** What happened to every update and every event. */
export async function judge({ databaseUrl, endpoint, sent, answered }: Evidence): Promise<Entry[]> {
  const rows = (await sql(
    databaseUrl,
    "SELECT connection_id || '/' || update_id AS key, count(*)::int AS times FROM updates GROUP BY 1",
  )) as { key: string; times: number }[];
  const stored = new Map(rows.map(({ key, times }) => [key, times]));
  const eventIds = (await sql(databaseUrl, "SELECT id FROM events")) as { id: string }[];
  const seen = [...endpoint.events.values()];
  const tellings = new Map<string, number>();
  for (const key of seen.flatMap(({ updates }) => updates)) {
    tellings.set(key, (tellings.get(key) ?? 0) + 1);
  }
  const forgotten = [...sent].filter(([key]) => !answered.has(key));
  const accepted = seen.filter(({ accepted }) => accepted > 0);
  const { failures } = endpoint;

  return [
    { name: "sent by Telegram", value: sent.size },
    { name: "answered 200", value: answered.size },
    { name: "presses forgotten by Telegram in time", value: forgotten.length },
    mustBeEmpty(
      "messages never answered",
      forgotten.filter(([, { mayExpire }]) => !mayExpire).map(([key]) => key),
    ),
    { name: "stored", value: stored.size },
    mustBeEmpty(
      "answered but not stored",
      [...answered].filter((key) => !stored.has(key)),
    ),
    mustBeEmpty(
      "stored more than once",
      [...stored].filter(([, times]) => times > 1).map(([key]) => key),
    ),
    mustBeEmpty(
      "stored but never sent",
      [...stored.keys()].filter((key) => !sent.has(key)),
    ),
    { name: "events", value: eventIds.length },
    { name: "events delivered", value: accepted.length, wanted: eventIds.length },
    {
      name: "delivered again",
      value: accepted.reduce((sum, { accepted }) => sum + accepted - 1, 0),
    },
    ...Object.entries(failures).map(([how, value]) => ({ name: `endpoint ${how}`, value })),
    mustBeEmpty(
      "events missing at the endpoint",
      eventIds.map(({ id }) => id).filter((id) => !endpoint.events.get(id)?.accepted),
    ),
    mustBeEmpty(
      "updates that no event tells of",
      [...stored.keys()].filter((key) => !tellings.has(key)),
    ),
    mustBeEmpty(
      "updates under two event ids",
      [...tellings].filter(([, times]) => times > 1).map(([key]) => key),
    ),
    mustBeEmpty("out of order", outOfOrder(sent, seen)),
  ];
}

/** Updates that came first after one that Telegram had queued behind them. */
function outOfOrder(
  sent: Evidence["sent"],
  seen: readonly { readonly updates: readonly string[] }[],
): string[] {
  const places = new Map([...sent.keys()].map((key, place) => [key, place]));
  const latest = new Map<string, number>();
  const late: string[] = [];
  for (const key of seen.flatMap(({ updates }) => updates)) {
    const line = sent.get(key)?.line ?? "";
    const place = places.get(key) ?? 0;
    if (place < (latest.get(line) ?? 0)) late.push(key);
    else latest.set(line, place);
  }
  return late;
}
