/** Whom a bot has met in a chat, told by Telegram's dates and not by what arrived first. */
import { describe, expect, test } from "vitest";
import { fixture, ordersOf, setup, update } from "./setup.ts";

const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
const chat = { id: -1005, type: "supergroup", title: "Orders" };
const ada = { id: 9, is_bot: false, first_name: "Ada", last_name: "L", username: "ada" };
const boss = { id: 1, is_bot: false, first_name: "Bo" };

const wrote = (date: number, from: object = ada) =>
  update("message", { message_id: date, date, chat, from, text: "hi" });
const stated = (date: number, status: string, user: object = ada) =>
  update("chat_member", {
    date,
    chat,
    from: boss,
    old_chat_member: { user, status: "left" },
    new_chat_member: { user, status },
  });
const joined = (date: number) =>
  update("message", { message_id: date, date, chat, from: ada, new_chat_members: [ada] });
const left = (date: number) =>
  update("message", { message_id: date, date, chat, from: boss, left_chat_member: ada });

async function members(world: Awaited<ReturnType<typeof setup>>, chatId: string | number = -1005) {
  const { data } = await world.read(`/${chatId}/members`);
  return Object.fromEntries(data.map((member: { userId: string }) => [member.userId, member]));
}

describe("the members of a chat", () => {
  test("are whom real updates show", async () => {
    const world = await setup();
    await world.tell(["137", "138", "139", "140", "057", "130", "108", "071"].map(fixture));
    expect(await members(world, "-157094459")).toMatchObject({
      "455765395": { name: "Sana Hanason", isBot: false, status: "member" },
      "4424395843": { name: "Eli", isBot: true, status: "member", statusAt: at(1_683_966_286) },
    });
    expect(await members(world, "-1002462021728")).toMatchObject({
      "4424395843": { status: "restricted" },
      "455765395": { status: null },
    });
    expect(await members(world, "-10073803765356")).toMatchObject({
      "667038214": { status: "left" },
      "90889185": { status: "member", username: "user_49936" },
    });
    expect(await members(world, "415727669")).toMatchObject({
      "4": { isBot: true, status: "kicked" },
      "415727669": { name: "Bo", status: null },
    });
    const forum = await world.read("/-1002462021728");
    expect(forum).toMatchObject({ chatId: "-1002462021728", isForum: true, type: "supergroup" });
  });

  test.each<[string, string[], object]>([
    ["whoever writes is there", [wrote(100)], { status: "member", statusAt: at(100) }],
    [
      "rank outlasts writing",
      [stated(100, "administrator"), wrote(200)],
      { status: "administrator" },
    ],
    ["leaving follows writing", [wrote(100), stated(200, "left")], { status: "left" }],
    ["of one second, leaving", [wrote(100), stated(100, "kicked")], { status: "kicked" }],
    [
      "whoever writes after they left is back",
      [stated(100, "kicked"), wrote(101)],
      { status: "member", statusAt: at(101) },
    ],
    [
      "the later of two updates",
      [stated(100, "restricted"), stated(200, "member"), wrote(150)],
      { status: "member", statusAt: at(200) },
    ],
    [
      "an update knows more than the service message of the same second",
      [stated(100, "restricted"), joined(100)],
      { status: "restricted" },
    ],
    [
      "a ban is more than being gone",
      [stated(100, "kicked"), left(100), wrote(90)],
      { status: "kicked", statusAt: at(100) },
    ],
    ["coming and going", [joined(100), left(200)], { status: "left", statusAt: at(200) }],
    [
      "first and last sight, and the latest name",
      [wrote(100, { ...ada, first_name: "Old" }), wrote(900, { ...ada, first_name: "New" })],
      { name: "New L", firstSeenAt: at(100), lastSeenAt: at(900) },
    ],
  ])("%s, in whatever order it arrives", async (_rule, facts, expected) => {
    const world = await setup();
    for (const order of ordersOf(facts)) {
      await world.database.prisma.chatMember.deleteMany();
      for (const body of order) await world.tell([body]);
      expect((await members(world))["9"], order.join("\n")).toMatchObject(expected);
      await world.database.prisma.chatMember.deleteMany();
      await world.tell(order);
      expect((await members(world))["9"], `in one batch ${order}`).toMatchObject(expected);
    }
  });

  test("are not written down again with every message", async () => {
    const world = await setup();
    await world.tell([wrote(100), wrote(101)]);
    const before = [await world.version("chat_members"), await world.version("chats")];
    await world.tell([wrote(102)]);
    await world.tell([wrote(103), wrote(104)]);
    expect([await world.version("chat_members"), await world.version("chats")]).toEqual(before);
    await world.tell([wrote(105, { ...ada, username: "countess" })]);
    expect((await members(world))["9"]).toMatchObject({ username: "countess" });
    await world.tell([wrote(1_000)]);
    expect((await members(world))["9"]).toMatchObject({ username: "ada", lastSeenAt: at(1_000) });
  });

  test("are read page by page, by their workspace alone", async () => {
    const world = await setup();
    const people = Array.from({ length: 7 }, (_, n) => ({ id: 100 + n, first_name: `P${n}` }));
    await world.tell(people.map((person, n) => wrote(100 + n, person)));
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = await world.read(`/-1005/members?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.data.map(({ userId }: { userId: string }) => userId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(people.map(({ id }) => String(id)).toReversed());

    const other = await world.addWorkspace();
    const stranger = await world.apiKey(["updates:read"], other);
    const theirs = await world.addBot({ workspaceId: other });
    for (const path of ["", "/members", "/timeline"]) {
      const ofOurs = `/connections/${world.bot.connectionId}/chats/-1005${path}`;
      expect((await world.get(ofOurs, stranger)).status).toBe(404);
      const unknown = `/connections/${theirs.connectionId}/chats/-1005${path}`;
      expect((await world.get(unknown, stranger)).status).toBe(404);
      expect((await world.get(ofOurs.replace("-1005", "nobody"), world.key)).status).toBe(404);
    }
    const wrong = await world.get(
      `/connections/${world.bot.connectionId}/chats/-1005/members?cursor=x`,
      world.key,
    );
    expect(wrong.status).toBe(400);
  });
});

describe("a chat", () => {
  test("has the title that a service message gives it, and is found by it", async () => {
    const world = await setup();
    const renamed = { message_id: 1, date: 5, chat: { ...chat, title: undefined }, from: ada };
    await world.tell([wrote(1), update("message", { ...renamed, new_chat_title: "Ärger" })]);
    await world.tell([
      update("message", { message_id: 2, date: 6, chat: { ...ada, id: 77, type: "private" } }),
      update("message", { message_id: 1, date: 7, chat: { id: -6, type: "group", title: "100%" } }),
    ]);
    expect(await world.read("/-1005")).toMatchObject({ title: "Ärger", isForum: false });
    const search = async (q: string) => {
      const { data } = await world.read(`?q=${encodeURIComponent(q)}`);
      return data.map(({ chatId }: { chatId: string }) => chatId);
    };
    expect(await search("RGER")).toEqual(["-1005"]);
    expect(await search("ADA")).toEqual(["77"]);
    expect(await search("%")).toEqual(["-6"]);
    expect(await search("-6")).toEqual(["-6"]);
    expect(await search("_")).toEqual([]);
  });
});
