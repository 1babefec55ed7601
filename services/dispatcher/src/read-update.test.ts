import { describe, expect, test } from "vitest";
import { mergeMembers, mergeSightings } from "./merge-sightings.ts";
import { asPoison, readUpdate } from "./read-update.ts";

const receivedAt = "2026-11-22T09:30:00.000Z";
const read = (body: string) =>
  readUpdate({ connectionId: "conn_1", workspaceId: "ws_1", receivedAt, body });

describe("reading an update", () => {
  test("gives the row and what it tells about its chat", () => {
    const { row, news } = read(
      `{"update_id":7,"message":{"message_id":3,"date":1,"from":{"id":9},"chat":{"id":5,"type":"private","first_name":"Ada","last_name":"L"}}}`,
    );
    expect(row).toMatchObject({
      updateId: "7",
      kind: "message",
      chatId: "5",
      userId: "9",
      messageId: "3",
      lane: "chat:5",
      fault: null,
    });
    expect(row.bodyDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(news.chat).toMatchObject({
      chatId: "5",
      title: "Ada L",
      seenAt: receivedAt,
      botStatus: null,
      presentAt: "1970-01-01T00:00:01.000Z",
    });
    expect(news.members).toMatchObject([
      { userId: "9", status: null, wroteAt: "1970-01-01T00:00:01.000Z" },
    ]);
    expect(news.move).toBeNull();
  });

  test("gives what has no id a negative one that is always the same", () => {
    const [first, again, other] = [read("nonsense"), read("nonsense"), read("other nonsense")];
    expect(first.row.updateId).toMatch(/^-\d{1,19}$/);
    expect(BigInt(first.row.updateId)).toBeGreaterThanOrEqual(-(2n ** 63n));
    expect(again.row.updateId).toBe(first.row.updateId);
    expect(other.row.updateId).not.toBe(first.row.updateId);
    expect(first.row.fault).not.toBeNull();
  });

  test("digests what it says and not its number, unless that could not be read", () => {
    const digest = (body: string) => read(body).row.bodyDigest;
    const one = digest(`{"update_id":1,"message":{"text":"\\"update_id\\":1"}}`);
    expect(digest(`{"update_id": 22,"message":{"text":"\\"update_id\\":1"}}`)).toBe(one);
    expect(digest(`{"update_id":1,"message":{"text":"\\"update_id\\":2"}}`)).not.toBe(one);
    const beyond = (end: number) => `{"update_id":9999999999999999999${end},"message":{}}`;
    expect(digest(beyond(1))).not.toBe(digest(beyond(2)));
    expect(digest(`{"update_id":1.5,"a":{}}`)).not.toBe(digest(`{"update_id":2.5,"a":{}}`));
  });

  test("leaves no NUL and no half of a surrogate pair in a column", () => {
    const body = `{"update_id":1,"message":{"business_connection_id":"\\u0000","chat":{"id":5,"title":"\\u0000\\ud800"},"from":{"id":9,"first_name":"\\u0000\\udc00"}}}`;
    const { row, news } = read(body);
    expect(row.body).toBe(body);
    expect(JSON.stringify([row.lane, news])).not.toMatch(/\\u0000|\\ud800/);
    expect(read("\u0000").row.body).toBe("\ufffd");
  });

  test("bears dates that no calendar has", () => {
    const change = `{"update_id":1,"my_chat_member":{"date":9007199254740991,"chat":{"id":5},"new_chat_member":{"status":"left"}}}`;
    expect(read(change).news.chat).toMatchObject({ botStatus: null, botStatusAt: null });
  });

  test("as poison it keeps its id and its text and nothing else", () => {
    const { row } = read(`{"update_id":7,"message":{"chat":{"id":5},"from":{"id":9}}}`);
    const poison = asPoison(row, "refused");
    expect(poison).toMatchObject({ updateId: "7", body: row.body, chatId: null, fault: "refused" });
  });
});

describe("a move to a supergroup", () => {
  const moveIn = (chatId: number, more: string) =>
    read(`{"update_id":1,"message":{"date":1,"chat":{"id":${chatId}},${more}}}`).news.move;

  test("is read from either side", () => {
    const move = { connectionId: "conn_1", workspaceId: "ws_1", from: "-5", to: "-1005" };
    expect(moveIn(-5, `"migrate_to_chat_id":-1005`)).toEqual(move);
    expect(moveIn(-1005, `"migrate_from_chat_id":-5`)).toEqual(move);
  });

  test("is not believed of people, or of a group that became itself", () => {
    expect(moveIn(42490, `"migrate_from_chat_id":983972336`)).toBeNull();
    expect(moveIn(-5, `"migrate_to_chat_id":5`)).toBeNull();
    expect(moveIn(-5, `"migrate_to_chat_id":-5`)).toBeNull();
  });
});

describe("the bot's presence", () => {
  const presence = (kind: string, more = "") =>
    read(`{"update_id":1,"${kind}":{"date":9,"chat":{"id":-5}${more}}}`).news.chat?.presentAt;
  const at = "1970-01-01T00:00:09.000Z";

  test.each([
    ["message", "", at],
    ["channel_post", "", at],
    ["message", `,"left_chat_member":{"id":9,"is_bot":false}`, at],
    ["message", `,"left_chat_member":{"id":9,"is_bot":true}`, null],
    ["edited_message", "", null],
    ["business_message", "", null],
    ["guest_message", "", null],
    ["my_chat_member", "", null],
  ])("by a %s%s", (kind, more, expected) => {
    expect(presence(kind, more)).toBe(expected);
  });
});

describe("merging sightings", () => {
  const chatIn = (body: string) => read(body).news.chat ?? [];
  const seen = chatIn(
    `{"update_id":1,"message":{"chat":{"id":5,"type":"group","title":"A","username":"a"}}}`,
  );
  const change = (date: number, status: string) =>
    chatIn(
      `{"update_id":1,"my_chat_member":{"date":${date},"chat":{"id":5,"type":"group","title":"B"},"new_chat_member":{"status":"${status}"}}}`,
    );

  test("gives one per chat, the later news winning", () => {
    const merged = mergeSightings([seen, change(5, "member")].flat());
    expect(merged).toMatchObject([
      { chatId: "5", title: "B", username: null, botStatus: "member" },
    ]);
  });

  test("takes membership by its date, whatever came first", () => {
    const merged = mergeSightings([change(9, "kicked"), change(5, "member")].flat());
    expect(merged).toMatchObject([{ botStatus: "kicked" }]);
  });

  const stated = (date: number, status: string, name = "Ada") =>
    read(
      `{"update_id":1,"chat_member":{"date":${date},"chat":{"id":-5},"from":{"id":1},"new_chat_member":{"user":{"id":9,"first_name":"${name}"},"status":"${status}"}}}`,
    ).news.members.filter(({ userId }) => userId === "9");
  const joined = (date: number) =>
    read(
      `{"update_id":1,"message":{"date":${date},"chat":{"id":-5},"from":{"id":9,"first_name":"Bo"},"new_chat_members":[{"id":9,"first_name":"Bo"}]}}`,
    ).news.members;

  test("gives one per person, everything by its own date", () => {
    const members = mergeMembers([...stated(9, "kicked", "New"), ...joined(5)]);
    expect(members).toMatchObject([{ name: "New", status: "kicked", wroteAt: expect.any(String) }]);
    expect(mergeMembers([...joined(5), ...stated(9, "kicked")])).toMatchObject([
      { status: "kicked" },
    ]);
  });

  test("believes a membership update before the service message of the same second", () => {
    for (const both of [
      [...stated(5, "restricted"), ...joined(5)],
      [...joined(5), ...stated(5, "restricted")],
    ]) {
      expect(mergeMembers(both)).toMatchObject([{ status: "restricted", stated: true }]);
    }
  });
});
