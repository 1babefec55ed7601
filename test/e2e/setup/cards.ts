/** Approvers' phones: their accounts and groups linked to a workspace, the cards that come, and presses on them. */
import { eventually } from "../../harness/index.ts";
import type { House } from "./house.ts";
import type { PersonSession } from "./session.ts";
import type { BotAccount } from "./telegram.ts";

export interface Shown {
  readonly message_id: number;
  readonly text?: string;
  readonly reply_to_message?: { readonly message_id: number };
  readonly reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] };
}

interface Press {
  readonly chatId: string;
  readonly card: Shown;
  readonly label: string;
  readonly by: string;
}

export const labels = (card: Shown) =>
  card.reply_markup?.inline_keyboard.flat().map(({ text }) => text);

export function createPhones({ telegram }: House, bot: BotAccount, connectionId: string) {
  async function shownIn(chatId: string): Promise<Shown[]> {
    const path = `/chats/${chatId}/messages`;
    return (await telegram.control<{ data: Shown[] }>("GET", path)).data;
  }
  const answers = () => telegram.calls({ botId: bot.id, method: "answerCallbackQuery" });
  const isLinked = async (chatId: string) =>
    (await telegram.texts(chatId)).some((text) => /linked/.test(text));

  return {
    shownIn,

    /** An account of theirs, linked. */
    async phoneOf(session: PersonSession, firstName: string): Promise<string> {
      const account = await telegram.createPerson(firstName);
      const { body } = await session.call("POST", "/telegram-links", { body: { connectionId } });
      await telegram.write(bot, { chatId: account, text: body.command });
      await eventually(() => isLinked(account));
      return account;
    },

    /** A group in which somebody has posted the code. */
    async groupOf(session: PersonSession, fromUserId: string): Promise<string> {
      const chatId = await telegram.createGroup("Approvers");
      const { body } = await session.call("POST", "/telegram-links", {
        body: { connectionId, kind: "group" },
      });
      await telegram.write(bot, { chatId, fromUserId, text: body.command });
      await eventually(() => isLinked(chatId));
      return chatId;
    },

    /** Once it is there, with this button. */
    card(chatId: string, about: string, label = "Reject"): Promise<Shown> {
      return eventually(async () => {
        const shown = await shownIn(chatId);
        const has = (card: Shown) => card.text?.includes(about) && labels(card)?.includes(label);
        return shown.find(has) ?? false;
      });
    },

    /** What whoever pressed was told. */
    async press({ chatId, card, label, by }: Press) {
      const before = (await answers()).length;
      const button = card.reply_markup?.inline_keyboard.flat().find(({ text }) => text === label);
      await telegram.control("POST", "/buttons", {
        ...{ botId: bot.id, chatId, messageId: String(card.message_id) },
        ...{ data: button?.callback_data, fromUserId: by },
      });
      return eventually(async () => {
        const answer = (await answers())[before]?.payload;
        return (answer as { text: string; show_alert: boolean } | undefined) ?? false;
      });
    },
  };
}

export type Phones = ReturnType<typeof createPhones>;
