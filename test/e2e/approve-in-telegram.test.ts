/** An approver links their Telegram account and decides there: on cards, by buttons, in a private chat and a group. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { describeHouse, type House } from "./setup/house.ts";
import { openSession } from "./setup/session.ts";
import type { BotAccount } from "./setup/telegram.ts";

interface Shown {
  readonly message_id: number;
  readonly text?: string;
  readonly reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] };
}

describeHouse("approving in Telegram", (start) => {
  test("a card arrives, the press decides, and the card says what came of it", async () => {
    const house = await start();
    const { owner, sidekick, telegram } = house;
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const customer = await telegram.createPerson("Cleo");
    await telegram.write(bot, { chatId: customer, text: "Where is my parcel?" });
    const person = await openSession(house, house.signIn);

    const ada = await telegram.createPerson("Ada");
    const mine = await person.call("POST", "/telegram-links", { body: { connectionId } });
    expect(mine.status, mine.text).toBe(201);
    await telegram.write(bot, { chatId: ada, text: mine.body.command });
    const group = await telegram.createGroup("Approvers");
    const theirs = await person.call("POST", "/telegram-links", {
      body: { connectionId, kind: "group" },
    });
    await telegram.write(bot, { chatId: group, fromUserId: ada, text: theirs.body.command });
    await eventually(async () => {
      const { data } = (await person.call("GET", "/telegram-links")).body;
      return data.length === 2;
    });
    await eventually(async () => (await telegram.texts(group)).some((text) => /linked/.test(text)));

    const asked = await sidekick.ask({
      ...{ connectionId, chatId: customer, text: "It arrives on Monday." },
      extra: { reason: "She asked" },
    });
    const card = await cardIn(house, ada, "It arrives on Monday.");
    expect(card.text).toContain("Cleo");
    expect(card.text).toContain("She asked");
    expect(labels(card)).toEqual(["Approve", "Reject"]);
    const data = card.reply_markup?.inline_keyboard.flat().map((each) => each.callback_data);
    for (const each of data ?? []) expect(each).toMatch(/^lf-[\w-]{22}$/);

    // Whoever else is in the group sees it, and decides nothing.
    const shared = await cardIn(house, group, "It arrives on Monday.");
    const stranger = await telegram.createPerson("Sam");
    await press(house, bot, { chatId: group, card: shared, label: "Approve", by: stranger });
    expect(await answers(house, bot, 1)).toMatchObject([{ show_alert: true }]);
    expect((await sidekick.message(asked.id)).status).toBe("pending_approval");

    await press(house, bot, { chatId: group, card: shared, label: "Approve", by: ada });
    await sidekick.reaches(asked.id, "sent");
    expect(await telegram.texts(customer)).toContain("It arrives on Monday.");
    expect((await answers(house, bot, 2)).at(-1)).toMatchObject({ text: "Approved." });
    const decided = await owner.approval(asked.approvalId);
    expect(decided).toMatchObject({
      status: "approved",
      decisions: [{ via: "telegram", by: { kind: "user" } }],
    });

    // Everywhere the card says so, and has no buttons any more; whoever presses late is told.
    for (const chatId of [ada, group]) {
      await eventually(async () => {
        const after = (await shownIn(house, chatId)).find(
          ({ message_id }) => message_id === (chatId === ada ? card : shared).message_id,
        );
        expect(after?.text).toMatch(/Approved by/);
        expect(after?.reply_markup).toBeUndefined();
        return true;
      });
    }
    await press(house, bot, { chatId: ada, card, label: "Reject", by: ada });
    expect((await answers(house, bot, 3)).at(-1)?.text).toMatch(/Too late.*approved/);

    // And nothing of ours stands between what was asked for.
    const { body: listed } = await owner.call("GET", "/messages");
    expect(listed.data.map((each: { id: string }) => each.id)).toEqual([asked.id]);
    const { body: approvals } = await owner.call("GET", "/approvals");
    expect(approvals.data).toHaveLength(1);

    const second = await sidekick.ask({ connectionId, chatId: customer, text: "Never mind." });
    const next = await cardIn(house, ada, "Never mind.");
    await press(house, bot, { chatId: ada, card: next, label: "Reject", by: ada });
    await sidekick.reaches(second.id, "rejected");
  });
});

async function shownIn({ telegram }: House, chatId: string): Promise<Shown[]> {
  const { data } = await telegram.control<{ data: Shown[] }>("GET", `/chats/${chatId}/messages`);
  return data;
}

function cardIn(house: House, chatId: string, about: string): Promise<Shown> {
  return eventually(async () => {
    const shown = await shownIn(house, chatId);
    const card = shown.find(({ text, reply_markup }) => text?.includes(about) && reply_markup);
    return card ?? false;
  });
}

const labels = (card: Shown) => card.reply_markup?.inline_keyboard.flat().map(({ text }) => text);

async function press(
  { telegram }: House,
  bot: BotAccount,
  {
    chatId,
    card,
    label,
    by,
  }: {
    readonly chatId: string;
    readonly card: Shown;
    readonly label: string;
    readonly by: string;
  },
): Promise<void> {
  const button = card.reply_markup?.inline_keyboard.flat().find(({ text }) => text === label);
  await telegram.control("POST", "/buttons", {
    ...{ botId: bot.id, chatId, messageId: String(card.message_id) },
    ...{ data: button?.callback_data, fromUserId: by },
  });
}

/** What whoever pressed was told, once there are so many answers. */
function answers({ telegram }: House, bot: BotAccount, count: number) {
  return eventually(async () => {
    const calls = await telegram.calls({ botId: bot.id, method: "answerCallbackQuery" });
    return calls.length >= count && calls.map(({ payload }) => payload);
  });
}
