import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeUpdate, placeUpdate, type UpdateDescription } from "./describe-update.ts";
import { isUpdateKind, updateKinds } from "./update-kinds.ts";

const folder = new URL("../../../test/fixtures/updates/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
const fixture = (number: string) =>
  describeUpdate(read(names.find((name) => name.startsWith(number)) ?? ""));

const index = read("INDEX.tsv")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t"));
const names = index.map(([file = ""]) => file);

describe("the fixtures", () => {
  it("are all listed, and are 183", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
    expect(files.sort()).toEqual([...names].sort());
    expect(names).toHaveLength(183);
  });

  it("hold every known kind", () => {
    const kinds = new Set(index.map(([, kind]) => kind));
    expect(updateKinds.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it.each(index.map(([file = "", kind = ""]) => [file, kind]))("%s is a %s", (file, kind) => {
    const text = read(file);
    const described = describeUpdate(text);
    expect(described).toMatchObject({ kind, fault: null });
    // Exact, whatever its size: the digits as they stand in the text.
    expect(described.updateId).toBe(/"update_id"\s*:\s*(-?\d+)/.exec(text)?.[1]);
    expect(described.lane.startsWith(described.chatLane)).toBe(true);
    expect(described).toMatchObject(placeUpdate(text));
    const body = JSON.parse(text)[kind];
    const chat = kind === "callback_query" ? body.message?.chat : body.chat;
    expect(described.chat?.id).toBe(chat === undefined ? undefined : String(chat.id));
    if (chat !== undefined) expect(described.lane).toContain(String(chat.id));
  });
});

describe("an update is described", () => {
  it.each<[string, string, Partial<UpdateDescription>]>([
    [
      "a migration to a supergroup",
      "155",
      { lane: "chat:-679864030", migrateToChatId: "-1006175051150" },
    ],
    ["its other half", "071", { lane: "chat:-1002531056470", migrateFromChatId: "-509671714" }],
    [
      "a message in a topic",
      "178",
      {
        lane: "chat:-1009044343758/topic:42",
        chatLane: "chat:-1009044343758",
        threadId: "42",
        messageId: "33",
        userId: "2521871827",
        date: 1_780_000_000,
      },
    ],
    [
      "a business message",
      "177",
      {
        lane: "business:bc_AAE1:2521871827",
        businessConnectionId: "bc_AAE1",
        messageId: "2049",
      },
    ],
    ["deleted business messages", "089", { lane: "business:123:374", businessConnectionId: "123" }],
    [
      "a business connection",
      "086",
      { lane: "user:42490", businessConnectionId: "123456", chat: null },
    ],
    ["an album's item", "070", { albumId: "14215776976937444" }],
    ["a guest message", "176", { lane: "guest:-1006833886702", messageId: "31" }],
    ["a button pressed", "181", { lane: "chat:2521871827", messageId: "9", userId: "2521871827" }],
    ["an edit", "182", { lane: "chat:2521871827", editDate: 1_780_000_005, date: 1_780_000_000 }],
    [
      "the bot being blocked",
      "108",
      {
        lane: "chat:415727669",
        membership: { oldStatus: "member", newStatus: "kicked" },
        date: 1_678_450_453,
      },
    ],
    ["somebody else's membership", "130", { membership: null, userId: "4478500683" }],
    ["a reaction", "091", { lane: "chat:-1007099483506", messageId: "2", userId: null }],
    ["a poll", "104", { lane: "poll:123456789", chat: null }],
    ["an answer to it", "105", { lane: "poll:123456789", userId: "561800591" }],
    ["an inline query", "093", { lane: "user:415727669", chat: null }],
    ["a purchase", "103", { lane: "user:42490" }],
    ["a managed bot", "117", { lane: "user:4" }],
    ["a subscription", "119", { lane: "user:9" }],
    ["a stopped draft", "174", { lane: "chat:2521871827" }],
    ["a boost", "115", { lane: "chat:374" }],
    [
      "a kind nobody has heard of",
      "183",
      { kind: "some_future_kind", lane: "kind:some_future_kind" },
    ],
  ])("for %s", (_name, number, expected) => {
    expect(fixture(number)).toMatchObject(expected);
  });

  it("with its chat as the registry needs it", () => {
    expect(fixture("138").chat).toMatchObject({
      id: "-1002462021728",
      type: "supergroup",
      isForum: true,
      username: null,
    });
    expect(fixture("123").chat).toMatchObject({ firstName: "Vera", username: "user_36392" });
  });

  it("with ids to the last digit, also where JavaScript would round them", () => {
    const text =
      '{"update_id":9007199254740993,"message":{"message_id":9007199254740995,"message_thread_id":' +
      '9007199254740997,"is_topic_message":true,"chat":{"id":-1009007199254740993,"type":"supergroup"},' +
      '"from":{"id":9007199254740999},"migrate_to_chat_id":-1009007199254740995}}';
    expect(describeUpdate(text)).toMatchObject({
      updateId: "9007199254740993",
      messageId: "9007199254740995",
      threadId: "9007199254740997",
      chat: { id: "-1009007199254740993" },
      userId: "9007199254740999",
      migrateToChatId: "-1009007199254740995",
      lane: "chat:-1009007199254740993/topic:9007199254740997",
    });
  });

  it("without a topic where replies in an ordinary group have a thread", () => {
    const text =
      '{"update_id":1,"message":{"message_id":2,"message_thread_id":7,"chat":{"id":-5,"type":"supergroup"}}}';
    expect(describeUpdate(text)).toMatchObject({ threadId: "7", lane: "chat:-5" });
  });

  it("by its direct-messages topic", () => {
    const text =
      '{"update_id":1,"message":{"message_id":2,"chat":{"id":-5},"direct_messages_topic":{"topic_id":9}}}';
    expect(describeUpdate(text).lane).toBe("chat:-5/direct:9");
  });

  it("without the NUL characters that no column holds", () => {
    const text = '{"update_id":1,"message":{"chat":{"id":-5,"title":"a\\u0000b"}}}';
    expect(describeUpdate(text).chat?.title).toBe("ab");
  });
});

describe("odd shapes", () => {
  it.each<[string, string, Partial<UpdateDescription>]>([
    ["no JSON", "hello", { updateId: null, kind: "unknown", fault: "The body is not JSON." }],
    ["nothing", "", { updateId: null, fault: "The body is not JSON." }],
    ["a list", "[1]", { updateId: null, fault: "The body is not a JSON object." }],
    ["null", "null", { updateId: null, fault: "The body is not a JSON object." }],
    ["no id", '{"message":{}}', { updateId: null, kind: "message" }],
    ["an id as a text", '{"update_id":"1","message":{}}', { updateId: null }],
    ["an id as a long text", '{"update_id":"12345678901234567890"}', { updateId: null }],
    ["a fraction", '{"update_id":1.5}', { updateId: null }],
    ["an id beyond int64", '{"update_id":9223372036854775808}', { updateId: null }],
    ["the largest id", '{"update_id":9223372036854775807}', { updateId: "9223372036854775807" }],
    ["no content", '{"update_id":1}', { updateId: "1", kind: "unknown", lane: "kind:unknown" }],
    [
      "explicit nulls",
      '{"update_id":1,"message":null,"edited_message":{"chat":{"id":5},"from":null,"date":null}}',
      { kind: "edited_message", lane: "chat:5", userId: null, date: null, fault: null },
    ],
    ["content that is no object", '{"update_id":1,"message":"x"}', { kind: "unknown" }],
    ["a name like a method", '{"update_id":1,"toString":{}}', { kind: "toString" }],
    ["a name of no kind", '{"update_id":1,"<b>":{}}', { kind: "unknown" }],
    ["a chat without an id", '{"update_id":1,"message":{"chat":{}}}', { chat: null }],
    ["a chat that is a number", '{"update_id":1,"message":{"chat":5}}', { chat: null }],
  ])("%s", (_name, text, expected) => {
    expect(describeUpdate(text)).toMatchObject({ ...expected, ...placeUpdate(text) });
  });

  it("never throw, whatever the JSON", () => {
    const kind = fc.constantFrom(...updateKinds);
    fc.assert(
      fc.property(kind, fc.jsonValue({ maxDepth: 3 }), (name, body) => {
        const described = describeUpdate(JSON.stringify({ update_id: 1, [name]: body }));
        expect(described.updateId).toBe("1");
        expect(described.lane).not.toBe("");
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => typeof describeUpdate(text).lane === "string"));
  });
});

it("knows its kinds from others", () => {
  expect(isUpdateKind("message")).toBe(true);
  expect(isUpdateKind("some_future_kind")).toBe(false);
});
