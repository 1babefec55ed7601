/** Draws an approval as a card: what it is about, then the message itself, exactly as it would look. */
import type { ApprovalRow } from "@lumenflow/db";

interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly [more: string]: unknown;
}

export interface Card {
  readonly text: string;
  readonly entities: readonly Entity[];
  /** Whether the message is there to the last letter. What one cannot see is not approved here. */
  readonly whole: boolean;
}

/** In UTF-16 units, as Telegram counts. */
const mostText = 4_096;
const mostHead = 2_000;
const mostLine = 500;

export interface CardOptions {
  /** Postgres's clock. */
  readonly now: Date;
}

export function renderCard(row: ApprovalRow, { now }: CardOptions): Card {
  const title = cut(titleOf(row), mostLine);
  const message = messageOf(row);
  const said = [title, ...factsOf(row, now), ...notesOf(row, message)].join("\n");
  const head = cut(said, mostHead);
  const before = `${head}\n\n`;
  const room = mostText - before.length;
  const text = cut(message.text, room);
  const offset = before.length;
  const entities = message.entities
    .filter((each) => each.offset + each.length <= text.length)
    .map((each) => ({ ...each, offset: each.offset + offset }));
  const quoted = message.entities.some(({ type }) => type.endsWith("blockquote"));
  const frame = { type: "blockquote", offset, length: text.length };
  return {
    text: before + text,
    entities: [
      { type: "bold", offset: 0, length: title.length },
      // What the message says can look like no part of the card around it.
      ...(text === "" || quoted ? [] : [frame]),
      ...entities,
    ],
    whole: message.whole && head === said && text === message.text,
  };
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

function notesOf(row: ApprovalRow, message: Shown): string[] {
  const { buttons } = message;
  return [
    ...(buttons.length === 0 ? [] : [`Buttons: ${buttons.join(" · ")}`]),
    ...message.notes,
    ...(row.status === "pending" && !message.whole
      ? ["This cannot be shown here as it would look: approve it in the console."]
      : []),
  ];
}

interface Shown {
  readonly text: string;
  readonly entities: readonly Entity[];
  readonly buttons: readonly string[];
  readonly notes: readonly string[];
  readonly whole: boolean;
}

/** A text is shown as it is; of everything else only what words can say. */
function messageOf({ parts }: ApprovalRow): Shown {
  const [part] = parts;
  const buttons = parts.flatMap(({ payload }) => buttonsOf(payload.reply_markup));
  const [text] = parts.map(({ payload }) => payload.text);
  if (parts.length === 1 && part !== undefined && typeof text === "string") {
    const entities = Array.isArray(part.payload.entities)
      ? (part.payload.entities as Entity[])
      : [];
    const notes = [
      ...(part.method === "sendMessage" ? [] : [`It changes message ${part.payload.message_id}.`]),
      ...(part.payload.reply_parameters === undefined ? [] : ["It answers an earlier message."]),
    ];
    return { text, entities, buttons, notes, whole: true };
  }
  const files = parts.flatMap((each) => each.files.map(({ fileName }) => fileName));
  const words = parts.flatMap(({ payload }) =>
    [payload.text, payload.caption].filter((each) => typeof each === "string"),
  );
  const notes = [
    `It is ${parts.map(({ method }) => method).join(", ")}.`,
    ...(files.length === 0 ? [] : [`Files: ${files.map(line).join(", ")}`]),
  ];
  return { text: words.join("\n\n"), entities: [], buttons, notes, whole: false };
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

function chatOf({ chatTitle, chatUsername, chatType, chatId }: ApprovalRow): string {
  const name = chatTitle ?? (chatUsername === null ? null : `@${chatUsername}`);
  const kind = chatType === null ? "" : ` (${chatType})`;
  return name === null ? `chat ${chatId}${kind}` : `${line(name)}${kind}, chat ${chatId}`;
}

/** Names and reasons are others' words: one line each, so that none can play another. */
function line(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** Never within a pair of surrogates. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.max(0, most - 1);
  const whole = text.slice(0, end);
  return `${whole.isWellFormed() ? whole : whole.slice(0, -1)}…`;
}

function instant(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function span(until: Date, now: Date): string {
  const minutes = Math.max(0, Math.round((until.getTime() - now.getTime()) / 60_000));
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
