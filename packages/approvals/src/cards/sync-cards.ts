/** Brings the cards of one approval into line with it: posts those that are missing, rewrites those that show the past. */
import { createHash, randomBytes } from "node:crypto";
import {
  type ApprovalRow,
  type AwayPerson,
  type CardDue,
  type CardRow,
  type LinkRow,
  newId,
  type Repositories,
} from "@lumenflow/db";
import { decidingRoles, mayDecide, noticesNow } from "@lumenflow/governance";
import { createLines, standingTo } from "../standing.ts";
import { remind, remindersFor } from "./reminders.ts";
import { type Card, renderCard, type Shown } from "./render-card.ts";
import { postReplies, repliesFor } from "./replies.ts";
import { postSystemMessage } from "./system-message.ts";

/** A card under way has no id yet by which it could be rewritten; replies under way show nothing yet. */
const againMs = { soonest: 400, latest: 60_000 };
/** Quiet hours are asked about again by then: people change their mind. */
const quietAgainMs = 60 * 60_000;

/**
 * Idempotent, and safe to run anywhere at any time: what is shown is compared with what stands. Belongs
 * into a transaction of its own; returns the connections whose lines have something new.
 */
export async function syncCards(
  tx: Repositories,
  due: CardDue,
  { consoleOrigin }: { readonly consoleOrigin?: string | undefined } = {},
): Promise<string[]> {
  const { telegramApprovals, approvals, messages } = tx;
  const { workspaceId, approvalId } = due;
  if (!(await telegramApprovals.lockCards(approvalId))) return [];
  const row = await approvals.find(workspaceId, approvalId);
  if (row === null) {
    await telegramApprovals.settleCards(due, null);
    return [];
  }
  const links = await telegramApprovals.links(workspaceId);
  const cards = await telegramApprovals.cardsOf(workspaceId, approvalId);
  const now = await messages.clock();
  const draw = (shown: Shown) => renderCard(row, { now, shown, consoleOrigin });
  const work = { tx, row, draw, fits: draw("card").whole, now };
  const asked = row.status === "pending" && !row.expired;
  const away = asked ? await tx.delegations.away(workspaceId) : [];
  const unasked = asked ? await askedBy(tx, row, links, { cards, away }) : [];
  const reminders = asked ? remindersFor(row, cards, links) : [];
  const untold = [...unasked, ...reminders.map(({ link }) => link)];
  const { told, quietMs } = await toTellNow(tx, workspaceId, untold, now);
  const rung: string[] = [];
  const again = quietMs === null ? [] : [quietMs];
  // Lines are locked in the order in which everybody locks them.
  for (const connectionId of lines([...cards, ...told])) {
    const done: Done[] = [];
    for (const card of cards) {
      if (card.connectionId === connectionId) done.push(await bringUpToDate(work, card, links));
    }
    for (const link of told) {
      if (link.connectionId !== connectionId) continue;
      const reminder = reminders.find((each) => each.link === link);
      if (reminder === undefined) done.push(await post(work, link));
      else if (await remind(tx, row, reminder, now)) done.push({ posted: true });
    }
    again.push(...done.flatMap((each) => each.againMs ?? []));
    if (done.some((each) => each.posted)) rung.push(connectionId);
  }
  await telegramApprovals.settleCards(due, again.length === 0 ? null : Math.min(...again));
  return rung;
}

/** What came of one card: whether its line has something new, and in how long to look again. */
interface Done {
  readonly posted?: true;
  readonly againMs?: number;
}

const nothing: Done = {};

/** The longer it has taken already: while sending is paused nobody is asked every moment. */
function lookAgain({ now }: Pick<Work, "now">, since: Date = now): Done {
  const waited = Math.round((now.getTime() - since.getTime()) / 2);
  return { againMs: Math.min(againMs.latest, Math.max(againMs.soonest, waited)) };
}

/** Those who want to be told here, outside their quiet hours; and in how long to ask again about the rest. */
async function toTellNow(
  tx: Repositories,
  workspaceId: string,
  links: readonly LinkRow[],
  now: Date,
): Promise<{ told: LinkRow[]; quietMs: number | null }> {
  const people = links.flatMap(({ userId }) => userId ?? []);
  const chosen = people.length === 0 ? [] : await tx.notices.of(workspaceId, people);
  const notices = new Map(noticesNow(chosen, now).map((each) => [each.userId, each]));
  const ofPerson = ({ kind, userId }: LinkRow) =>
    kind === "group" ? undefined : notices.get(userId ?? "");
  const told = links.filter((each) => {
    const notice = ofPerson(each);
    return notice === undefined || notice.channels.includes("telegram");
  });
  const waits = links.flatMap((each) => ofPerson(each)?.quietUntil ?? []);
  const soonest = Math.min(...waits.map((until) => until.getTime() - now.getTime()));
  const quietMs = waits.length === 0 ? null : Math.max(1, Math.min(soonest, quietAgainMs));
  return { told, quietMs };
}

function lines(of: readonly { readonly connectionId: string }[]): string[] {
  return [...new Set(of.map(({ connectionId }) => connectionId))].toSorted();
}

interface Work {
  readonly tx: Repositories;
  readonly row: ApprovalRow;
  readonly draw: (shown: Shown) => Card;
  /** The card itself holds all of the message. */
  readonly fits: boolean;
  /** Postgres's clock. */
  readonly now: Date;
}

/** Groups see every question; people those that are theirs to decide. Those that have no card yet. */
async function askedBy(
  { keys }: Pick<Repositories, "keys">,
  row: ApprovalRow,
  links: readonly LinkRow[],
  { cards, away }: { readonly cards: readonly CardRow[]; readonly away: readonly AwayPerson[] },
): Promise<LinkRow[]> {
  const lines = createLines(keys, row.workspaceId);
  const requester = { kind: row.requesterKind, id: row.requesterId };
  const asked: LinkRow[] = [];
  for (const link of links) {
    if (cards.some(({ linkId }) => linkId === link.id)) continue;
    if (/^disconnect/.test(link.connectionStatus)) continue;
    // There anybody could press: not for what goes to people.
    if (link.sandbox && !row.sandbox) continue;
    if (link.kind === "group") asked.push(link);
    const { userId: id, role } = link;
    if (id === null || role === null || !decidingRoles.includes(role)) continue;
    const decider = { kind: "user", id, role } as const;
    const own = away.filter(({ delegateId }) => delegateId === id);
    const standing = await standingTo(lines, requester, decider, own);
    const who = { decider, standsFor: standing.standsFor, mayDecideOwn: false };
    const may = mayDecide({ requester, approvers: row.approvers }, who);
    if (!standing.own && may === "yes") asked.push(link);
  }
  return asked;
}

async function post(work: Work, link: LinkRow): Promise<Done> {
  const { tx, row } = work;
  const { workspaceId, id: approvalId, digest } = row;
  const { id: linkId, connectionId, chatId } = link;
  const shows = whereShown(work);
  const data = freshData(shows);
  const botId = (await tx.connections.find(workspaceId, connectionId))?.botId;
  if (botId === undefined) return nothing;
  const to = { workspaceId, connectionId, botId, chatId, approvalId };
  const params = paramsOf(work.draw(shows), data);
  const messageId = await postSystemMessage(tx, {
    ...to,
    calls: [{ method: "sendMessage", params }],
  });
  if (messageId === null) return nothing;
  const id = newId("card");
  const shown = shownOf(row, shows);
  const card = { id, workspaceId, approvalId, linkId, messageId, digest, shown, ...data };
  await tx.telegramApprovals.addCard(card);
  return { posted: true, ...(shows === "replies-coming" && lookAgain(work)) };
}

/** Where all of the message is to be seen, as far as a card has come. */
function whereShown({ row, fits }: Work, card?: CardRow): Shown {
  if (fits || row.status !== "pending") return "card";
  if (repliesFor(row).length === 0) return "console";
  if (card?.repliesDigest !== row.digest) return "replies-coming";
  switch (card.repliesStatus) {
    case "sent":
      return "replies";
    case "queued":
    case "sending":
      return "replies-coming";
    default:
      return "console";
  }
}

async function bringUpToDate(work: Work, card: CardRow, links: readonly LinkRow[]): Promise<Done> {
  const { tx, row } = work;
  if (!card.linked || card.status === "cancelled" || card.status === "failed") return nothing;
  const shows = whereShown(work, card);
  const current = card.shown === shownOf(row, shows);
  if (current && shows !== "replies-coming") return nothing;
  if (card.status === "uncertain") return abandon(work, card);
  if (card.telegramMessageId === null) {
    const { workspaceId } = row;
    if (row.status !== "pending" && card.status === "queued") {
      const messageIds = [card.messageId];
      await tx.outbox.end({ workspaceId, messageIds, to: "cancelled", actor: "system" });
    }
    return lookAgain(work, card.since);
  }
  const link = links.find(({ id }) => id === card.linkId);
  const botId = (await tx.connections.find(row.workspaceId, card.connectionId))?.botId;
  if (link === undefined || botId === undefined) return nothing;
  const to = { ...card, botId, chatId: link.chatId };
  const rewritten = current ? nothing : await rewrite(work, to, shows);
  if (shows !== "replies-coming") return rewritten;
  if (card.repliesDigest === row.digest) return { ...rewritten, ...lookAgain(work, card.since) };
  const repliesMessageId = await postReplies(tx, row, to, botId);
  if (repliesMessageId === null) return rewritten;
  const { workspaceId, digest } = row;
  await tx.telegramApprovals.noteReplies(workspaceId, card.id, { repliesMessageId, digest });
  return { posted: true, ...lookAgain(work) };
}

async function rewrite(
  { tx, row, draw }: Work,
  card: CardRow & { readonly botId: string },
  shows: Shown,
): Promise<Done> {
  const { workspaceId, id: approvalId, digest, status } = row;
  const { connectionId, botId, chatId, telegramMessageId } = card;
  // A press on the version before must not decide about this one.
  const same = status !== "pending" || (card.approveData !== null) === approvable(shows);
  const keeps = digest === card.digest && same;
  const { approveData, rejectData } = keeps ? card : freshData(shows);
  const buttons = status === "pending" ? { approveData, rejectData } : null;
  const params = { message_id: Number(telegramMessageId), ...paramsOf(draw(shows), buttons) };
  const posted = await postSystemMessage(tx, {
    ...{ workspaceId, connectionId, botId, chatId, approvalId },
    calls: [{ method: "editMessageText", params }],
  });
  if (posted === null) return nothing;
  // What the buttons said is kept: who presses late is told what has become of it.
  const shown = shownOf(row, shows);
  await tx.telegramApprovals.changeCard({ ...card, digest, shown, approveData, rejectData });
  return { posted: true };
}

/** Nobody knows whether it arrived. A second card harms nobody; a press on the first one is refused. */
async function abandon(work: Work, card: CardRow): Promise<Done> {
  const { tx, row } = work;
  const { workspaceId, status } = row;
  const { messageId } = card;
  await tx.messages.lock(workspaceId, messageId);
  const reason = "another card takes its place";
  const end = { workspaceId, messageId, actor: "system", outcome: "abandon", reason } as const;
  await tx.outbox.endDoubt(end);
  if (status !== "pending") return nothing;
  await tx.telegramApprovals.forgetCard(workspaceId, card.id);
  return lookAgain(work);
}

interface Buttons {
  readonly approveData: string | null;
  readonly rejectData: string | null;
}

function approvable(shows: Shown): boolean {
  return shows === "card" || shows === "replies";
}

function freshData(shows: Shown): Buttons {
  return { approveData: approvable(shows) ? newToken() : null, rejectData: newToken() };
}

/** One of ours, as `isApproverToken` in telegram knows it: it says nothing about anything. */
export function newToken(): string {
  return `lf-${randomBytes(17).toString("base64url").slice(0, 22)}`;
}

function paramsOf({ text, entities }: Card, buttons: Buttons | null) {
  const row = [
    ...(buttons?.approveData == null
      ? []
      : [{ text: "Approve", callback_data: buttons.approveData }]),
    ...(buttons?.rejectData == null ? [] : [{ text: "Reject", callback_data: buttons.rejectData }]),
  ];
  return {
    text,
    entities,
    link_preview_options: { is_disabled: true },
    ...(row.length > 0 && { reply_markup: { inline_keyboard: [row] } }),
  };
}

/** What of an approval its cards show; the time left is not a reason to write them anew. */
function shownOf(
  { status, digest, level, required, decisions, remindedAt }: ApprovalRow,
  shows: Shown,
): string {
  const said = decisions.map(({ id, voidedAt }) => [id, voidedAt]);
  const what = [status, digest, level, required, said, remindedAt, shows];
  return createHash("sha256").update(JSON.stringify(what)).digest("hex");
}
