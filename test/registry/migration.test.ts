/** A group becomes a supergroup: one conversation, whichever of its ids is asked for. */
import { describe, expect, test } from "vitest";
import { fixture, ordersOf, setup, update } from "./setup.ts";

type Registry = Awaited<ReturnType<typeof setup>>;

const group = (id: number) => ({ id, type: "group", title: "Orders" });
const supergroup = (id: number) => ({ id, type: "supergroup", title: "Orders" });
const from = { id: 9, is_bot: false, first_name: "Ada" };

const wrote = (chat: object, text: string, date = 100) =>
  update("message", { message_id: 1, date, chat, from, text });
const movesTo = (chat: object, to: number) =>
  update("message", { message_id: 2, date: 200, chat, from, migrate_to_chat_id: to });
const movedFrom = (chat: object, old: number) =>
  update("message", { message_id: 1, date: 200, chat, from, migrate_from_chat_id: old });

const idsOf = (world: Registry, chatId: string) =>
  world.database.chatMoves.idsOf({ ...world.bot, chatId });

const textsIn = async (world: Registry, chatId: string) => {
  const { data } = await world.read(`/${chatId}/timeline`);
  return data.map(
    (item: { update: { update: { message: { text?: string } } } }) =>
      item.update.update.message.text,
  );
};

/** The link as Telegram tells it, from either side. */
const sides: [string, string[]][] = [
  ["the old group", [movesTo(group(-5), -1005)]],
  ["the new one", [movedFrom(supergroup(-1005), -5)]],
];

describe("a group that became a supergroup", () => {
  test.each(sides)("is one conversation after %s says so", async (_side, link) => {
    const world = await setup();
    await world.tell([wrote(group(-5), "before")]);
    await world.tell(link);
    await world.tell([wrote(supergroup(-1005), "after")]);

    for (const asked of ["-5", "-1005"]) {
      expect(await world.read(`/${asked}`)).toMatchObject({
        chatId: "-1005",
        type: "supergroup",
        title: "Orders",
        migratedFrom: ["-5"],
        migratedTo: null,
      });
      expect(await textsIn(world, asked)).toEqual(["after", undefined, "before"]);
      expect((await world.read(`/${asked}/members`)).data).toMatchObject([{ userId: "9" }]);
      const { text } = await world.get(`/updates?chatId=${asked}`, world.key);
      expect(JSON.parse(text).data).toHaveLength(3);
      const narrow = `/updates?connectionId=${world.bot.connectionId}&chatId=${asked}&limit=2`;
      expect(JSON.parse((await world.get(narrow, world.key)).text).data).toHaveLength(2);
    }
    const { data } = await world.read("");
    expect(data).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ chatId: "-5", type: "group", migratedTo: "-1005" }),
      ]),
    );
    const kept = await world.database.prisma.update.findMany({ select: { chatId: true } });
    expect(kept.filter(({ chatId }) => chatId === "-5").length).toBeGreaterThan(0);
  });

  test("comes out the same whichever side is heard first, and twice", async () => {
    const facts = [wrote(group(-5), "x"), ...sides.flatMap(([, link]) => link)];
    for (const order of ordersOf(facts)) {
      const world = await setup();
      for (const body of [...order, ...order]) await world.tell([body]);
      expect(
        await world.database.prisma.auditEntry.findMany({ where: { action: "chat.moved" } }),
      ).toMatchObject([{ detail: { from: "-5", to: "-1005" } }]);
      expect(await idsOf(world, "-5")).toEqual(["-1005", "-5"]);
      expect(await world.read("/-5")).toMatchObject({ chatId: "-1005", migratedFrom: ["-5"] });
      expect((await world.read("/-5/members")).data).toMatchObject([{ userId: "9" }]);
    }
  }, 60_000);

  test("is understood from real updates, and only where it makes sense", async () => {
    const world = await setup();
    await world.tell(["027", "058", "065", "071", "155"].map(fixture));
    expect(await idsOf(world, "-234721793")).toEqual(["-1006544554703", "-234721793"]);
    expect(await idsOf(world, "-1002531056470")).toEqual(["-1002531056470", "-509671714"]);
    expect(await idsOf(world, "-679864030")).toEqual(["-1006175051150", "-679864030"]);
    // A person is nobody's heir, and nothing is its own.
    expect(await idsOf(world, "983972336")).toEqual(["983972336"]);
    expect(await idsOf(world, "-10073803765356")).toEqual(["-10073803765356"]);
  });

  test("takes its people, the bot's place and a hold along", async () => {
    const world = await setup();
    const change = (chat: object, status: string, date: number) =>
      update("my_chat_member", {
        date,
        chat,
        from,
        new_chat_member: { user: { id: 4, is_bot: true }, status },
      });
    await world.tell([
      wrote(group(-5), "x"),
      change(group(-5), "administrator", 100),
      update("chat_member", {
        date: 150,
        chat: supergroup(-1005),
        from: { id: 1 },
        new_chat_member: { user: from, status: "restricted" },
      }),
    ]);
    await world.database.outbox.holdChat({ ...world.bot, chatId: "-5" }, 60_000, "later");
    await world.tell([movesTo(group(-5), -1005)]);
    expect(await world.read("/-1005")).toMatchObject({
      botStatus: "administrator",
      holdUntil: expect.any(String),
    });
    const { data } = await world.read("/-1005/members");
    const byId = Object.fromEntries(data.map((each: { userId: string }) => [each.userId, each]));
    expect(byId).toMatchObject({
      "9": { status: "restricted", firstSeenAt: new Date(100_000).toISOString() },
      "4": { isBot: true, status: "administrator" },
      "1": { status: null },
    });
    expect(await world.database.outbox.heldChats(world.bot.connectionId)).toContainEqual({
      chatId: "-1005",
      heldMs: expect.any(Number),
    });
  });

  test("moves on again, and every id leads to the last one", async () => {
    const links: [number, number][] = [
      [-5, -1005],
      [-1005, -1006],
      [-1006, -1007],
    ];
    for (const order of ordersOf(links)) {
      const world = await setup();
      for (const [old, to] of order) await world.tell([movesTo(group(old), to)]);
      for (const asked of ["-5", "-1005", "-1006", "-1007"]) {
        const ids = await idsOf(world, asked);
        expect([ids[0], ids.toSorted()], `${order}: ${asked}`).toEqual([
          "-1007",
          ["-1005", "-1006", "-1007", "-5"],
        ]);
      }
    }
  }, 60_000);

  test("is not believed when it moves in a circle", async () => {
    const circle: [number, number][] = [
      [-1, -2],
      [-2, -3],
      [-3, -1],
      [-2, -1],
      [-3, -2],
      [-1, -1],
    ];
    const world = await setup();
    for (let round = 0; round < 3; round += 1) {
      for (const [old, to] of circle) {
        await world.tell([movesTo(group(old), to), wrote(group(old), "x")]);
      }
    }
    for (const asked of ["-1", "-2", "-3"]) {
      expect((await idsOf(world, asked))[0]).toBe("-3");
      expect(await world.read(`/${asked}`)).toMatchObject({ chatId: "-3", migratedTo: null });
    }
  });

  test("is believed by its own workspace alone", async () => {
    const world = await setup();
    const other = await world.addWorkspace();
    const theirs = await world.addBot({ workspaceId: other });
    await world.tell([movesTo(group(-5), -1005), wrote(supergroup(-1005), "secret")]);
    await world.tell([wrote(group(-5), "theirs")], theirs);
    const key = await world.apiKey(["updates:read"], other);
    const { text } = await world.get("/updates?chatId=-5", key);
    expect(text).toContain("theirs");
    expect(text).not.toContain("secret");
    expect(await world.database.chatMoves.idsOf({ workspaceId: other, chatId: "-5" })).toEqual([
      "-5",
    ]);
  });
});
