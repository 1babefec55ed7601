/** Approving in Telegram: who and which groups are linked, the cards that stand there, and what came in for us. */
import type { Client, Sql } from "../client.ts";
import {
  addCard,
  type CardDue,
  type CardRow,
  cardBehind,
  cardsOf,
  changeCard,
  dueCards,
  forgetCard,
  lockCards,
  type NewCard,
  noteReminded,
  noteReplies,
  type PressedCard,
  settleCards,
} from "./telegram-approvals/cards.ts";
import { type NewInput, noteInputs, waitingInputs } from "./telegram-approvals/inputs.ts";
import {
  addCode,
  askEverything,
  findLinks,
  type LinkRow,
  type NewCode,
  personOf,
  type Redeemed,
  type Redemption,
  redeem,
  unlink,
} from "./telegram-approvals/links.ts";

export function createTelegramApprovals(_client: Client, sql: Sql) {
  return {
    addCode: (code: NewCode) => addCode(sql, code),
    redeem: (redemption: Redemption): Promise<Redeemed | null> => redeem(sql, redemption),
    askEverything: (workspaceId: string) => askEverything(sql, workspaceId),
    links: (workspaceId: string): Promise<LinkRow[]> => findLinks(sql, workspaceId),
    unlink: (workspaceId: string, id: string, initiator: string) =>
      unlink(sql, workspaceId, id, initiator),
    personOf: (workspaceId: string, account: Parameters<typeof personOf>[2]) =>
      personOf(sql, workspaceId, account),

    noteInputs: (inputs: readonly NewInput[]) => noteInputs(sql, inputs),
    waitingInputs: (connectionId: string, limit: number) => waitingInputs(sql, connectionId, limit),
    /** Connections of all workspaces with something unanswered; for the sweep. */
    async unanswered(): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        "SELECT DISTINCT connection_id AS id FROM approver_inputs",
      );
      return rows.map(({ id }) => id);
    },
    async answered(id: string): Promise<void> {
      await sql("DELETE FROM approver_inputs WHERE id = $1", [id]);
    },

    dueCards: (limit: number): Promise<CardDue[]> => dueCards(sql, limit),
    lockCards: (approvalId: string) => lockCards(sql, approvalId),
    settleCards: (due: CardDue, againMs: number | null) => settleCards(sql, due, againMs),
    cardsOf: (workspaceId: string, approvalId: string): Promise<CardRow[]> =>
      cardsOf(sql, workspaceId, approvalId),
    cardBehind: (connectionId: string, data: string): Promise<PressedCard | null> =>
      cardBehind(sql, connectionId, data),
    addCard: (card: NewCard) => addCard(sql, card),
    changeCard: (card: NewCard) => changeCard(sql, card),
    noteReplies: (workspaceId: string, id: string, replies: Parameters<typeof noteReplies>[3]) =>
      noteReplies(sql, workspaceId, id, replies),
    noteReminded: (workspaceId: string, id: string) => noteReminded(sql, workspaceId, id),
    forgetCard: (workspaceId: string, id: string) => forgetCard(sql, workspaceId, id),
    /** Whether a message in Telegram is one of the system's: a card, or what shows what it asks about. */
    async isCard(
      workspaceId: string,
      connectionId: string,
      chatId: string,
      telegramMessageIds: readonly string[],
    ): Promise<boolean> {
      const rows = await sql(
        `SELECT 1 FROM telegram_links l
         JOIN messages m ON m.workspace_id = l.workspace_id AND m.connection_id = l.connection_id
           AND m.chat_id = l.chat_id AND m.origin = 'system'
         JOIN message_parts p ON p.workspace_id = m.workspace_id AND p.message_id = m.id
         WHERE l.workspace_id = $1 AND l.connection_id = $2 AND p.chat_id = $3
           AND p.telegram_message_ids && $4::text[] LIMIT 1`,
        [workspaceId, connectionId, chatId, telegramMessageIds],
      );
      return rows.length > 0;
    },
  };
}
