/** Blocked and kicked: marked and lifted by Telegram's dates, since it promises no order between the two kinds. */
import { describe, expect, test } from "vitest";
import { ordersOf, setup, update } from "./setup.ts";

const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
const person = { id: 77, is_bot: false, first_name: "Ada" };
const chat = { id: 77, type: "private", first_name: "Ada" };

const change = (date: number, status: string) =>
  update("my_chat_member", {
    date,
    chat,
    from: person,
    old_chat_member: { user: { id: 4, is_bot: true }, status: "member" },
    new_chat_member: { user: { id: 4, is_bot: true }, status },
  });
const wrote = (date: number, kind = "message") =>
  update(kind, { message_id: 1, date, chat, from: person, text: "hi" });

describe("a chat", () => {
  test.each<[string, string[], object]>([
    ["is blocked", [change(100, "kicked")], { botStatus: "kicked", botStatusAt: at(100) }],
    [
      "is unblocked by a later change",
      [change(100, "kicked"), change(200, "member")],
      { botStatus: "member", botStatusAt: at(200) },
    ],
    [
      "stays blocked after an earlier unblocking",
      [change(100, "member"), change(200, "kicked")],
      { botStatus: "kicked", botStatusAt: at(200) },
    ],
    [
      "stays blocked though the last message before it is overtaken",
      [wrote(99), change(100, "kicked")],
      { botStatus: "kicked" },
    ],
    [
      "stays blocked where the message is of the same second",
      [wrote(100), change(100, "kicked")],
      { botStatus: "kicked", botStatusAt: at(100) },
    ],
    [
      "is back with a message dated later, though nobody said so",
      [change(100, "kicked"), wrote(101)],
      { botStatus: "member", botStatusAt: at(101) },
    ],
    [
      "is what was said later, message or not",
      [change(100, "kicked"), wrote(150), change(200, "left")],
      { botStatus: "left", botStatusAt: at(200) },
    ],
    [
      "keeps its rank when messages come",
      [change(100, "administrator"), wrote(200)],
      { botStatus: "administrator", botStatusAt: at(100) },
    ],
    [
      "is not brought back by an edit or a business message, which come from elsewhere",
      [change(100, "kicked"), wrote(200, "edited_message"), wrote(201, "business_message")],
      { botStatus: "kicked" },
    ],
    ["is not known by a message alone", [wrote(100)], { botStatus: null, botStatusAt: null }],
  ])("%s, in whatever order it arrives", async (_rule, facts, expected) => {
    const world = await setup();
    for (const order of ordersOf(facts)) {
      await world.database.prisma.chat.deleteMany();
      for (const body of order) await world.tell([body]);
      expect(await world.read("/77"), order.join("\n")).toMatchObject(expected);
      await world.database.prisma.chat.deleteMany();
      await world.tell(order);
      expect(await world.read("/77"), `in one batch ${order}`).toMatchObject(expected);
    }
  });

  test("takes the later arrival of two changes in one second: Telegram keeps those in order", async () => {
    for (const [first, second] of [
      ["kicked", "member"],
      ["member", "kicked"],
    ] as const) {
      const world = await setup();
      await world.tell([change(100, first)]);
      await world.tell([change(100, second)]);
      expect(await world.read("/77")).toMatchObject({ botStatus: second });
      const { data } = await world.read("");
      expect(data).toMatchObject([{ chatId: "77", botStatus: second }]);
    }
  });
});
