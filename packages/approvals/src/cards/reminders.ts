/** Reminds in Telegram of a question that ends soon, by a reply to its card: a card that is rewritten makes no sound. */
import type { ApprovalRow, CardRow, LinkRow, Repositories } from "@lumenflow/db";
import { renderReminder } from "./render-card.ts";
import { postSystemMessage } from "./system-message.ts";

export interface Reminder {
  readonly card: CardRow;
  readonly link: LinkRow;
}

/** Cards that stood there when the reminder fell due, each once, and where nobody alone has said their word. */
export function remindersFor(
  row: ApprovalRow,
  cards: readonly CardRow[],
  links: readonly LinkRow[],
): Reminder[] {
  const { remindedAt } = row;
  if (remindedAt === null) return [];
  return cards.flatMap((card) => {
    const link = links.find(({ id }) => id === card.linkId);
    if (link === undefined || card.telegramMessageId === null) return [];
    if ((card.remindedAt ?? card.createdAt) > remindedAt) return [];
    if (/^disconnect/.test(link.connectionStatus) || isHeard(row, link)) return [];
    return [{ card, link }];
  });
}

function isHeard({ decisions }: ApprovalRow, { userId }: LinkRow): boolean {
  return decisions.some(({ voidedAt, kind, approverId, castBy }) => {
    const by = castBy ?? { kind, id: approverId };
    return voidedAt === null && by.kind === "user" && by.id === userId;
  });
}

/** Whether its line has something new. One that waits for longer than the question does is not sent. */
export async function remind(
  tx: Repositories,
  row: ApprovalRow,
  { card, link }: Reminder,
  now: Date,
): Promise<boolean> {
  const { workspaceId, id: approvalId, expiresAt } = row;
  const { connectionId, chatId } = link;
  const botId = (await tx.connections.find(workspaceId, connectionId))?.botId;
  if (botId === undefined) return false;
  const reply_parameters = { message_id: Number(card.telegramMessageId) };
  const params = { text: renderReminder(row, now), reply_parameters };
  const posted = await postSystemMessage(tx, {
    ...{ workspaceId, connectionId, botId, chatId, approvalId, expiresAt },
    calls: [{ method: "sendMessage", params }],
  });
  if (posted === null) return false;
  await tx.telegramApprovals.noteReminded(workspaceId, card.id);
  return true;
}
