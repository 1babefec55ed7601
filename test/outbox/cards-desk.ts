/** A bot on which approvers are asked by cards, three of them, and what they can do there. */
import { digestOfCode, newToken } from "@lumenflow/approvals";
import { newId } from "@lumenflow/db";
import { answerApprovers } from "@lumenflow/jobs";
import type { ApproverInput } from "@lumenflow/telegram";
import { eventually } from "../harness/index.ts";
import { addPeople } from "./people.ts";
import { setup, unlimited } from "./setup.ts";

export interface Shown {
  readonly message_id: number;
  readonly text?: string;
  readonly caption?: string;
  readonly reply_to_message?: { readonly message_id: number };
  readonly reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] };
}

export async function cardsDesk() {
  const world = await setup({ limits: unlimited });
  await world.control("POST", "/limits", { enforce: false });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  const people = { ada: "approver", bo: "approver", cy: "admin" } as const;
  const ids = await addPeople(world, people);
  const { connectionId } = bot;
  const { workspaceId, database, queues } = world;
  let updates = 0;

  /** As if Telegram had brought it. */
  async function hear(input: ApproverInput, by = connectionId, workspace = workspaceId) {
    updates += 1;
    const receivedAt = new Date().toISOString();
    const heard = { workspaceId: workspace, connectionId: by, updateId: String(updates), input };
    await database.telegramApprovals.noteInputs([{ ...heard, receivedAt }]);
    await queues.ringAll(answerApprovers, [{ connectionId: by }]);
    await eventually(async () => {
      const waiting = await database.telegramApprovals.waitingInputs(by, 10);
      return waiting.length === 0;
    });
  }

  async function code(kind: "private" | "group", userId: string | null): Promise<string> {
    const made = newToken();
    await database.telegramApprovals.addCode({
      ...{ workspaceId, connectionId, kind, userId, digest: digestOfCode(made) },
      ...{ createdBy: "system", minutes: 15 },
    });
    return made;
  }

  const say = (said: string, chat: string, chatKind: "private" | "group", telegramUserId: string) =>
    hear({ kind: "code", code: said, chatId: chat, chatKind, title: chat, telegramUserId });

  async function shown(chat: string): Promise<Shown[]> {
    const found = await world.control<{ data: Shown[] }>("GET", `/chats/${chat}/messages`);
    return found.data;
  }

  return {
    ...world,
    ...bot,
    chatId,
    ids,
    hear,
    code,
    say,
    shown,

    /** Links somebody's account; returns it. */
    async link(name: keyof typeof ids): Promise<string> {
      const account = await world.chat(bot.botId);
      await say(await code("private", ids[name]), account, "private", account);
      return account;
    },

    async linkGroup(): Promise<string> {
      const chat = await world.group(bot.botId);
      await say(await code("group", null), chat, "group", "1");
      return chat;
    },

    card: (chat: string, about: string): Promise<Shown> =>
      eventually(async () => {
        const all = await shown(chat);
        return all.find(({ text }) => text?.includes("Asked by:") && text.includes(about)) ?? false;
      }),

    /** The card once it has these buttons. */
    cardWith: (chat: string, about: string, ...labels: string[]): Promise<Shown> =>
      eventually(async () => {
        const all = await shown(chat);
        const card = all.find(({ text }) => text?.includes("Asked by:") && text.includes(about));
        return card !== undefined && `${labelsOf(card)}` === `${labels}` && card;
      }),

    /** What whoever pressed was told. */
    async press(card: Shown, at: { chat: string; by: string; label?: string; messageId?: string }) {
      const label = at.label ?? "Approve";
      const button = card.reply_markup?.inline_keyboard.flat().find(({ text }) => text === label);
      await hear({
        kind: "press",
        callbackQueryId: `q${updates}`,
        data: button?.callback_data ?? "",
        chatId: at.chat,
        messageId: at.messageId ?? String(card.message_id),
        telegramUserId: at.by,
      });
      const calls = await world.calls(bot.botId, "answerCallbackQuery");
      return calls.at(-1)?.payload.text;
    },

    /** Asks with any content; what came of it. */
    async askAs(content: object, chat = chatId) {
      return (await world.ask(connectionId, chat, content)).body;
    },

    async asking(text: string, approval?: object, more: object = {}) {
      if (approval !== undefined) {
        const id = newId("policy");
        await world.sql(
          `INSERT INTO policies (id, workspace_id, name, priority, effect, "when", approval)
           VALUES ($1, $2, $1, 1, 'require_approval', $3, $4)`,
          [id, workspaceId, { pattern: [text] }, approval],
        );
      }
      const { body } = await world.send(connectionId, chatId, text, more);
      return body as { id: string; approvalId: string };
    },
  };
}

export const labelsOf = (card: Shown) =>
  card.reply_markup?.inline_keyboard.flat().map(({ text }) => text) ?? [];

export const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
