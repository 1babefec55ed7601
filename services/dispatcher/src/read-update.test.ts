import { describe, expect, test } from "vitest";
import { mergeSightings } from "./merge-sightings.ts";
import { asPoison, readUpdate } from "./read-update.ts";

const receivedAt = "2026-11-22T09:30:00.000Z";
const read = (body: string) =>
  readUpdate({ connectionId: "conn_1", workspaceId: "ws_1", receivedAt, body });

describe("reading an update", () => {
  test("gives the row and what it tells about its chat", () => {
    const { row, sightings } = read(
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
    expect(sightings).toMatchObject([
      { chatId: "5", title: "Ada L", seenAt: receivedAt, botStatus: null },
    ]);
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
    const body = `{"update_id":1,"message":{"business_connection_id":"\\u0000","chat":{"id":5,"title":"\\u0000\\ud800"}}}`;
    const { row, sightings } = read(body);
    expect(row.body).toBe(body);
    expect(JSON.stringify([row.lane, sightings])).not.toMatch(/\\u0000|\\ud800/);
    expect(read("\u0000").row.body).toBe("\ufffd");
  });

  test("bears dates that no calendar has", () => {
    const change = `{"update_id":1,"my_chat_member":{"date":9007199254740991,"chat":{"id":5},"new_chat_member":{"status":"left"}}}`;
    expect(read(change).sightings).toMatchObject([{ botStatus: null, botStatusAt: null }]);
  });

  test("as poison it keeps its id and its text and nothing else", () => {
    const { row } = read(`{"update_id":7,"message":{"chat":{"id":5},"from":{"id":9}}}`);
    const poison = asPoison(row, "refused");
    expect(poison).toMatchObject({ updateId: "7", body: row.body, chatId: null, fault: "refused" });
  });
});

describe("merging sightings", () => {
  const seen = read(
    `{"update_id":1,"message":{"chat":{"id":5,"type":"group","title":"A","username":"a"}}}`,
  );
  const change = (date: number, status: string) =>
    read(
      `{"update_id":1,"my_chat_member":{"date":${date},"chat":{"id":5,"type":"group","title":"B"},"new_chat_member":{"status":"${status}"}}}`,
    ).sightings;

  test("gives one per chat, the later news winning", () => {
    const merged = mergeSightings([...seen.sightings, ...change(5, "member")]);
    expect(merged).toMatchObject([
      { chatId: "5", title: "B", username: null, botStatus: "member" },
    ]);
  });

  test("takes membership by its date, whatever came first", () => {
    const merged = mergeSightings([...change(9, "kicked"), ...change(5, "member")]);
    expect(merged).toMatchObject([{ botStatus: "kicked" }]);
  });
});
