/** Draws an approval as a card: what it is about, then the message itself, exactly as it would look. */
import type { ApprovalRow } from "@lumenflow/db";
import { type Entity, messageOnCard } from "./message-on-card.ts";
import { cut, line } from "./words.ts";

export interface Card {
  readonly text: string;
  readonly entities: readonly Entity[];
  /** Whether the message is there to the last letter. */
  readonly whole: boolean;
}

/**
 * Where all of the message is to be seen, without which nobody approves it in Telegram: on the card
 * itself, in replies to it that are still under way or that have arrived, or in the console alone.
 */
export type Shown = "card" | "replies-coming" | "replies" | "console";

/** In UTF-16 units, as Telegram counts. */
const mostText = 4_096;
const mostHead = 2_000;
const mostLine = 500;

export interface CardOptions {
  /** Postgres's clock. */
  readonly now: Date;
  readonly shown: Shown;
  /** Where people reach the console, as far as that is known. */
  readonly consoleOrigin?: string | undefined;
}

export function renderCard(row: ApprovalRow, options: CardOptions): Card {
  const title = cut(titleOf(row), mostLine);
  const said = [title, ...factsOf(row, options.now), ...notesOf(row, options)].join("\n");
  const head = cut(said, mostHead);
  const before = `${head}\n\n`;
  const parts = isPurged(row) ? [] : row.parts;
  const { text, entities, whole } = messageOnCard(parts, mostText - before.length);
  const offset = before.length;
  const quoted = entities.some(({ type }) => type.endsWith("blockquote"));
  const frame = { type: "blockquote", offset, length: text.length };
  return {
    text: before + text,
    entities: [
      { type: "bold", offset: 0, length: title.length },
      // What the message says can look like no part of the card around it.
      ...(text === "" || quoted ? [] : [frame]),
      ...entities.map((each) => ({ ...each, offset: each.offset + offset })),
    ],
    whole: whole && head === said,
  };
}

/** What the reply to a card says when its time is nearly over. */
export function renderReminder(row: ApprovalRow, now: Date): string {
  const { expiresAt, required } = row;
  const left = expiresAt === null ? "" : `, ${span(expiresAt, now)} left`;
  const progress = required > 1 ? `: ${approvalsOf(row).length} of ${required} have approved` : "";
  return `⏰ This still waits for a decision${left}${progress}.`;
}

function isPurged({ content }: ApprovalRow): boolean {
  return (content as { type?: unknown } | null)?.type === "purged";
}

function titleOf(row: ApprovalRow): string {
  const name = row.decidedByName ?? "somebody";
  switch (row.status) {
    case "pending": {
      const progress = row.required > 1 ? `, ${approvalsOf(row).length} of ${row.required}` : "";
      return `Approve this message?${progress}`;
    }
    case "approved":
      return `✅ Approved by ${approvalsOf(row).join(", ") || name}`;
    case "rejected":
      return `❌ Rejected by ${name}`;
    case "expired":
      return "⌛ Nobody decided in time";
    case "cancelled":
      return "Withdrawn";
  }
}

function factsOf(row: ApprovalRow, now: Date): string[] {
  const { status, reason, expiresAt, decisionReason } = row;
  const approvals = approvalsOf(row);
  return [
    `To: ${chatOf(row)}, from @${row.botUsername}`,
    `Asked by: ${line(row.requesterName)}`,
    ...(reason === null ? [] : [`Reason: ${line(cut(reason, mostLine))}`]),
    ...(row.sendAt === null ? [] : [`To be sent: ${instant(row.sendAt)}`]),
    ...(status === "pending" && expiresAt !== null
      ? [`Decide until: ${instant(expiresAt)} (${span(expiresAt, now)} left when this was written)`]
      : []),
    ...(status === "pending" && approvals.length > 0
      ? [`Approved by: ${approvals.join(", ")}`]
      : []),
    ...(row.level > 0 && status === "pending" ? [`Escalated: level ${row.level}`] : []),
    ...(row.edits.length > 0 ? [`Edited by: ${line(row.edits.at(-1)?.name ?? "")}`] : []),
    ...(decisionReason === null ? [] : [`Why: ${line(cut(decisionReason, mostLine))}`]),
  ];
}

function notesOf(row: ApprovalRow, options: CardOptions): string[] {
  const { parts, status } = row;
  const buttons = parts.flatMap(({ payload }) => buttonsOf(payload.reply_markup));
  const changed = parts.flatMap(({ payload }) => payload.message_id ?? []);
  const answers = parts.some(({ payload }) => payload.reply_parameters !== undefined);
  if (isPurged(row)) return ["What it said was purged."];
  return [
    ...(buttons.length === 0 ? [] : [`Buttons: ${buttons.join(" · ")}`]),
    ...changed.map((id) => `It changes message ${id}.`),
    ...(answers ? ["It answers an earlier message."] : []),
    ...Object.entries(mannersOf).flatMap(([name, words]) =>
      parts.some(({ payload }) => payload[name] === true) ? [words] : [],
    ),
    ...(status === "pending" ? placeOf(row, options) : []),
  ];
}

/** How it is sent, which its words do not show. */
const mannersOf: Readonly<Record<string, string>> = {
  allow_paid_broadcast: "It costs Stars: a paid broadcast.",
  disable_notification: "It arrives without a sound.",
  protect_content: "It can be neither forwarded nor saved.",
};

function placeOf({ id, parts }: ApprovalRow, { shown, consoleOrigin }: CardOptions): string[] {
  const many = parts.length > 1 ? `${parts.length} replies` : "reply";
  const link = consoleOrigin === undefined ? [] : [`${consoleOrigin}/approvals?approval=${id}`];
  switch (shown) {
    case "card":
      return [];
    case "replies-coming":
      return [`All of it follows in the ${many} to this card: then it can be approved here.`];
    case "replies":
      return [`All of it stands in the latest ${many} to this card.`, ...link];
    case "console":
      return ["This cannot be shown here as it would look. Approve it in the console.", ...link];
  }
}

function buttonsOf(markup: unknown): string[] {
  const rows = (markup as { inline_keyboard?: { text: string; url?: string }[][] } | undefined)
    ?.inline_keyboard;
  return (rows ?? []).flat().map(({ text, url }) => {
    return url === undefined ? `[${line(text)}]` : `[${line(text)}](${line(url)})`;
  });
}

function approvalsOf({ decisions, digest }: ApprovalRow): string[] {
  return decisions
    .filter((each) => each.voidedAt === null && each.digest === digest)
    .filter((each) => each.decision === "approved")
    .map(({ name, castBy }) => line(castBy === null ? name : `${castBy.name} for ${name}`));
}

function chatOf({ chatTitle, chatUsername, chatType, chatId, threadId }: ApprovalRow): string {
  const name = chatTitle ?? (chatUsername === null ? null : `@${chatUsername}`);
  const kind = chatType === null ? "" : ` (${chatType})`;
  const topic = threadId === null ? "" : `, topic ${threadId}`;
  const chat = name === null ? `chat ${chatId}${kind}` : `${line(name)}${kind}, chat ${chatId}`;
  return `${chat}${topic}`;
}

function instant(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function span(until: Date, now: Date): string {
  const minutes = Math.max(0, Math.round((until.getTime() - now.getTime()) / 60_000));
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
