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
import { type Card, renderCard } from "./render-card.ts";
import { postSystemMessage } from "./system-message.ts";

/** A card under way has no id yet by which it could be rewritten. */
const againMs = 1_000;
/** Quiet hours are asked about again by then: people change their mind. */
const quietAgainMs = 60 * 60_000;

/**
 * Idempotent, and safe to run anywhere at any time: what is shown is compared with what stands. Belongs
 * into a transaction of its own; returns the connections whose lines have something new.
 */
export async function syncCards(tx: Repositories, due: CardDue): Promise<string[]> {
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
  const drawn = renderCard(row, { now });
  const work = { tx, row, drawn, shown: shownOf(row) };
  const asked = row.status === "pending" && !row.expired;
  const away = asked ? await tx.delegations.away(workspaceId) : [];
  const unasked = asked ? links.filter((each) => isAsked(row, each, cards, away)) : [];
  const { missing, quietMs } = await toTellNow(tx, workspaceId, unasked, now);
  const rung: string[] = [];
  let waits = false;
  // Lines are locked in the order in which everybody locks them.
  for (const connectionId of lines([...cards, ...missing])) {
    const done: (string | null)[] = [];
    for (const card of cards) {
      if (card.connectionId === connectionId) done.push(await bringUpToDate(work, card, links));
    }
    for (const link of missing) {
      if (link.connectionId === connectionId) done.push(await post(work, link));
    }
    waits ||= done.includes("waits");
    if (done.includes(connectionId)) rung.push(connectionId);
  }
  await telegramApprovals.settleCards(due, waits ? againMs : quietMs);
  return rung;
}

/** Those who want cards, outside their quiet hours; and in how long to ask again about the rest. */
async function toTellNow(
  tx: Repositories,
  workspaceId: string,
  links: readonly LinkRow[],
  now: Date,
): Promise<{ missing: LinkRow[]; quietMs: number | null }> {
  const people = links.flatMap(({ userId }) => userId ?? []);
  const chosen = people.length === 0 ? [] : await tx.notices.of(workspaceId, people);
  const notices = new Map(noticesNow(chosen, now).map((each) => [each.userId, each]));
  const ofPerson = ({ kind, userId }: LinkRow) =>
    kind === "group" ? undefined : notices.get(userId ?? "");
  const missing = links.filter((each) => {
    const notice = ofPerson(each);
    return notice === undefined || notice.channels.includes("telegram");
  });
  const waits = links.flatMap((each) => ofPerson(each)?.quietUntil ?? []);
  const soonest = Math.min(...waits.map((until) => until.getTime() - now.getTime()));
  const quietMs = waits.length === 0 ? null : Math.max(1, Math.min(soonest, quietAgainMs));
  return { missing, quietMs };
}

function lines(of: readonly { readonly connectionId: string }[]): string[] {
  return [...new Set(of.map(({ connectionId }) => connectionId))].toSorted();
}

interface Work {
  readonly tx: Repositories;
  readonly row: ApprovalRow;
  readonly drawn: Card;
  readonly shown: string;
}

/** Groups see every question; people those that are theirs to decide. */
function isAsked(
  row: ApprovalRow,
  link: LinkRow,
  cards: readonly CardRow[],
  away: readonly AwayPerson[],
): boolean {
  if (cards.some(({ linkId }) => linkId === link.id)) return false;
  if (link.connectionStatus === "disconnecting" || link.connectionStatus === "disconnected") {
    return false;
  }
  const { kind, userId: id, role } = link;
  if (kind === "group") return true;
  if (id === null || role === null || !decidingRoles.includes(role)) return false;
  const requester = { kind: row.requesterKind, id: row.requesterId };
  const decider = { kind: "user", id, role } as const;
  const asked = { requester, approvers: row.approvers };
  const standsFor = away.filter(({ delegateId }) => delegateId === id);
  return mayDecide(asked, { decider, standsFor, mayDecideOwn: false }) === "yes";
}

async function post({ tx, row, drawn, shown }: Work, link: LinkRow): Promise<string | null> {
  const { workspaceId, id: approvalId, digest } = row;
  const { id: linkId, connectionId, chatId } = link;
  const data = freshData(drawn);
  const botId = (await tx.connections.find(workspaceId, connectionId))?.botId;
  if (botId === undefined) return null;
  const to = { workspaceId, connectionId, botId, chatId };
  const params = paramsOf(drawn, data);
  const messageId = await postSystemMessage(tx, { ...to, method: "sendMessage", params });
  if (messageId === null) return null;
  const id = newId("card");
  const card = { id, workspaceId, approvalId, linkId, messageId, digest, shown, ...data };
  await tx.telegramApprovals.addCard(card);
  return connectionId;
}

/** The connection to ring, `waits` where it is too early, null where nothing is to be done. */
async function bringUpToDate(
  work: Work,
  card: CardRow,
  links: readonly LinkRow[],
): Promise<string | null> {
  const { tx, row, shown } = work;
  if (!card.linked || card.shown === shown) return null;
  if (card.status === "cancelled" || card.status === "failed") return null;
  if (card.status === "uncertain") return abandon(work, card);
  if (card.telegramMessageId !== null) return rewrite(work, card, links);
  const { workspaceId } = row;
  if (row.status !== "pending" && card.status === "queued") {
    const messageIds = [card.messageId];
    await tx.outbox.end({ workspaceId, messageIds, to: "cancelled", actor: "system" });
  }
  return "waits";
}

async function rewrite(
  { tx, row, drawn, shown }: Work,
  card: CardRow,
  links: readonly LinkRow[],
): Promise<string | null> {
  const { workspaceId, digest } = row;
  const { connectionId, telegramMessageId } = card;
  const link = links.find(({ id }) => id === card.linkId);
  const botId = (await tx.connections.find(workspaceId, connectionId))?.botId;
  if (link === undefined || botId === undefined) return null;
  // A press on the version before must not decide about this one.
  const data = digest === card.digest && card.approveData !== null ? card : freshData(drawn);
  const { approveData, rejectData } = data;
  const buttons = row.status === "pending" ? { approveData, rejectData } : null;
  const { chatId } = link;
  const posted = await postSystemMessage(tx, {
    ...{ workspaceId, connectionId, botId, chatId },
    method: "editMessageText",
    params: { message_id: Number(telegramMessageId), ...paramsOf(drawn, buttons) },
  });
  if (posted === null) return null;
  // What the buttons said is kept: who presses late is told what has become of it.
  await tx.telegramApprovals.changeCard({ ...card, digest, shown, approveData, rejectData });
  return connectionId;
}

/** Nobody knows whether it arrived. A second card harms nobody; a press on the first one is refused. */
async function abandon({ tx, row }: Work, card: CardRow): Promise<"waits" | null> {
  const { workspaceId, status } = row;
  const { messageId } = card;
  await tx.messages.lock(workspaceId, messageId);
  const reason = "another card takes its place";
  const end = { workspaceId, messageId, actor: "system", outcome: "abandon", reason } as const;
  await tx.outbox.endDoubt(end);
  if (status !== "pending") return null;
  await tx.telegramApprovals.forgetCard(workspaceId, card.id);
  return "waits";
}

interface Buttons {
  readonly approveData: string | null;
  readonly rejectData: string | null;
}

function freshData({ whole }: Card): Buttons {
  return { approveData: whole ? newToken() : null, rejectData: newToken() };
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
function shownOf({ status, digest, level, required, decisions, remindedAt }: ApprovalRow): string {
  const said = decisions.map(({ id, voidedAt }) => [id, voidedAt]);
  const what = [status, digest, level, required, said, remindedAt];
  return createHash("sha256").update(JSON.stringify(what)).digest("hex");
}
