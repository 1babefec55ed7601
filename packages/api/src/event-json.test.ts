import { expect, test } from "vitest";
import { eventJson, type RecordedEvent } from "./event-json.ts";
import { events } from "./schemas/event.ts";
import type { StoredUpdate } from "./update-json.ts";

const at = new Date("2026-11-22T09:30:00.000Z");

const update = (body: string, more: Partial<StoredUpdate> = {}): StoredUpdate => ({
  id: "upd_1",
  connectionId: "conn_1",
  updateId: "7",
  kind: "message",
  chatId: "5",
  receivedAt: at,
  fault: null,
  twinOf: null,
  body,
  ...more,
});

const told = (updates: StoredUpdate[], payload: string | null = null): RecordedEvent => ({
  id: "evt_1",
  type: "telegram.update.received",
  occurredAt: at,
  workspaceId: "ws_1",
  connectionId: "conn_1",
  chatId: "5",
  payload,
  updates,
});

test("an update's event has the envelope of every event, and Telegram's object to the digit", () => {
  const body = `{"update_id":7,\n"message":{"chat":{"id":12345678901234567890},"n":1.10,"text":"\\u0000\\ud83d"}}`;
  const text = eventJson(told([update(body)]));
  expect(text).toContain(`"update":${body}`);
  expect(JSON.parse(text)).toMatchObject({
    id: "evt_1",
    type: "telegram.update.received",
    timestamp: "2026-11-22T09:30:00.000Z",
    workspaceId: "ws_1",
    connectionId: "conn_1",
    chatId: "5",
    data: { updates: [{ id: "upd_1", updateId: "7", kind: "message", chatId: "5" }] },
  });
  expect(events["telegram.update.received"].safeParse(JSON.parse(text)).error).toBeUndefined();
});

test("an album's event has its id and its updates in their order", () => {
  const items = [7, 8].map((id) => update(`{"update_id":${id}}`, { id: `upd_${id}` }));
  const { data } = JSON.parse(eventJson(told(items, '{"albumId" : "a\\"b"}')));
  expect(data.albumId).toBe('a"b');
  expect(data.updates.map(({ id }: { id: string }) => id)).toEqual(["upd_7", "upd_8"]);
});

test("what is not JSON is told as a text with its fault, and nothing is where there is no chat", () => {
  const fault = "The body is not JSON.";
  const event = told([update('so "so', { fault, chatId: null })]);
  const parsed = JSON.parse(eventJson({ ...event, chatId: null }));
  expect(parsed.data.updates).toMatchObject([{ fault, update: 'so "so' }]);
  expect(parsed).not.toHaveProperty("chatId");
});

test("of the other types the payload is the data, as it is", () => {
  const payload = '{"id": "msg_1", "status": "sent", "big": 9007199254740993}';
  const text = eventJson({ ...told([]), type: "message.status.changed", payload });
  expect(text).toContain(`"data":${payload}}`);
});
