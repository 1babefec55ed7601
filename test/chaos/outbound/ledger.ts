/** Compares what Telegram was called to do with what Postgres holds and what people decided. */
import { sql } from "../../harness/index.ts";
import { type Entry, mustBeEmpty } from "../entries.ts";
import type { Evidence, PartRow } from "./evidence.ts";
import { outOfOrder } from "./order.ts";
import { tampered } from "./people.ts";
import { isAsked } from "./wishes.ts";

interface MessageRow {
  readonly id: string;
  readonly status: string;
  readonly failureCode: string | null;
  readonly approved: boolean;
  readonly sendAtMs: number | null;
}

interface Noted {
  readonly messageId: string;
  readonly atMs: number;
  readonly status: string;
  readonly detail: string | null;
}

/** What a message may end with, once it is approved. */
const ends = ["sent", "failed", "cancelled", "expired"];
/** Why one may have failed here: somebody gave it up, Telegram refused it, or it was tampered with. */
const reasons = ["abandoned", "button_invalid", "not_as_approved"];

/** What happened to every message and every part. */
export async function judge(evidence: Evidence): Promise<Entry[]> {
  const { asked, violations } = evidence;
  const { parts, messages, noted } = await read(evidence.databaseUrl);
  const partOf = new Map(parts.map((part) => [part.text, part]));
  const message = new Map(messages.map((each) => [each.id, each]));
  const applied = evidence.calls.filter((call) => call.applied);
  const arrivals = Map.groupBy(applied, ({ text }) => partOf.get(text)?.id);
  const arrivedAt = (part: PartRow) => (arrivals.get(part.id) ?? []).map(({ timeMs }) => timeMs);
  const again = Map.groupBy(
    noted.filter(({ detail }) => detail === "retry" || detail?.startsWith("resend:")),
    ({ messageId }) => messageId,
  );
  const againAt = (part: PartRow) => (again.get(part.messageId) ?? []).map(({ atMs }) => atMs);
  const decided = (outcome: string) =>
    noted.filter(({ detail }) => detail?.startsWith(`${outcome}:`)).length;
  const ofMessages = (fits: (row: MessageRow) => boolean) =>
    messages.filter(fits).map(({ id }) => id);
  const isApproved = ({ messageId }: PartRow) => message.get(messageId)?.approved === true;
  const sentBy = (part: PartRow) => part.status === "sent" || part.status === "failed";
  const twice = parts.filter((part) => arrivedAt(part).length > 1);
  const several = new Set(
    parts.filter(({ text }) => text.includes("Zeile")).map((p) => p.messageId),
  );

  return [
    { name: "asked for", value: asked.size },
    { name: "approved", value: messages.filter(({ approved }) => approved).length },
    {
      name: "approved by people",
      value: messages.filter(({ id, approved }) => approved && isAsked(asked.get(id)?.room ?? 0))
        .length,
    },
    { name: "of several parts", value: several.size },
    {
      name: "tampered with",
      value: parts.filter(({ text }) => text.startsWith(tampered)).length,
    },
    ...ends.map((end) => ({
      name: `ended ${end}`,
      value: messages.filter(({ status, approved }) => approved && status === end).length,
    })),
    { name: "calls to Telegram", value: evidence.calls.length },
    {
      name: "in which something went wrong",
      value: evidence.calls.filter((c) => c.troubled).length,
    },
    { name: "carried out by Telegram", value: applied.length },
    {
      name: "doubts",
      value: noted.filter(({ status, detail }) => status === "uncertain" && detail !== null).length,
    },
    ...["delivered", "resend", "abandon"].map((outcome) => ({
      name: `decided ${outcome}`,
      value: decided(outcome),
    })),
    { name: "sent twice by decision", value: twice.length },

    mustBeEmpty(
      "sent in words that nobody approved",
      applied
        .filter(({ text }) => !partOf.has(text) || text.startsWith(tampered))
        .map((c) => c.text),
    ),
    mustBeEmpty(
      "sent though not approved",
      parts.filter((part) => arrivedAt(part).length > 0 && !isApproved(part)).map(({ id }) => id),
    ),
    mustBeEmpty(
      "sent twice without a decision",
      twice.filter((part) => !isDecided(arrivedAt(part), againAt(part))).map(({ id }) => id),
    ),
    mustBeEmpty(
      "approved and lost",
      ofMessages(({ status, approved }) => approved && !ends.includes(status)),
    ),
    mustBeEmpty(
      "failed for no reason",
      ofMessages(
        ({ status, failureCode }) => status === "failed" && !reasons.includes(failureCode ?? ""),
      ),
    ),
    mustBeEmpty(
      "sent, but not known to be",
      parts.filter((part) => arrivedAt(part).length > 0 && !sentBy(part)).map(({ id }) => id),
    ),
    mustBeEmpty(
      "said to be sent, but never was",
      parts
        .filter((part) => part.status === "sent" && arrivedAt(part).length === 0)
        .map((p) => p.id),
    ),
    mustBeEmpty(
      "known by an id that Telegram never gave",
      parts
        .filter(({ id, messageIds }) => {
          const given = (arrivals.get(id) ?? []).map(({ messageId }) => messageId);
          return messageIds.some((each) => !given.includes(each));
        })
        .map(({ id }) => id),
    ),
    mustBeEmpty("out of order", await outOfOrder({ ...evidence, applied, partOf })),
    mustBeEmpty(
      "sent before their time",
      parts
        .filter((part) => {
          const sendAtMs = message.get(part.messageId)?.sendAtMs ?? 0;
          return arrivedAt(part).some((at) => at < sendAtMs);
        })
        .map(({ id }) => id),
    ),
    ...Object.entries(violations).map(([limit, value]) => ({
      name: `violations of the ${limit}'s limit`,
      value,
      wanted: 0,
    })),
  ];
}

/** Whether between any two arrivals somebody decided to send it again. */
function isDecided(arrivals: readonly number[], decisions: readonly number[]): boolean {
  const sorted = arrivals.toSorted((a, b) => a - b);
  return sorted
    .slice(1)
    .every((at, index) =>
      decisions.some((decision) => decision > (sorted[index] ?? 0) && decision < at),
    );
}

async function read(databaseUrl: string) {
  const rows = <Row>(text: string) => sql(databaseUrl, text) as Promise<Row[]>;
  const [parts, messages, noted] = await Promise.all([
    rows<PartRow>(
      `SELECT id, message_id AS "messageId", status, seq::float8 AS seq, payload->>'text' AS text,
         telegram_message_ids AS "messageIds" FROM message_parts`,
    ),
    rows<MessageRow>(
      `SELECT id, status, failure_code AS "failureCode",
         extract(epoch FROM send_at)::float8 * 1000 AS "sendAtMs",
         EXISTS (SELECT 1 FROM approvals a WHERE a.message_id = m.id AND a.status = 'approved'
           AND a.digest = m.digest) AS approved
       FROM messages m`,
    ),
    rows<Noted>(
      `SELECT message_id AS "messageId", extract(epoch FROM at)::float8 * 1000 AS "atMs", status, detail
       FROM message_transitions WHERE detail IS NOT NULL`,
    ),
  ]);
  return { parts, messages, noted };
}
