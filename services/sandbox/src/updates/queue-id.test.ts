import { expect, test } from "vitest";
import { queueId } from "./queue-id.ts";

const SHIFT = 2 ** 33;
const chat = { id: -1_001_234_567_890 };
const from = { id: 4_200 };

test.each([
  ["message", { chat, from }, chat.id],
  ["edited_message", { chat, from }, chat.id],
  ["channel_post", { chat }, chat.id],
  ["edited_channel_post", { chat }, chat.id],
  ["inline_query", { from }, from.id + SHIFT],
  ["chosen_inline_result", { from }, from.id + 2 * SHIFT],
  ["callback_query", { from, message: { chat } }, from.id + 3 * SHIFT],
  ["shipping_query", { from }, from.id + 4 * SHIFT],
  ["pre_checkout_query", { from }, from.id + 4 * SHIFT],
  ["my_chat_member", { chat, from }, chat.id + 5 * SHIFT],
  ["chat_member", { chat, from: { id: 1 }, new_chat_member: { user: from } }, from.id + 6 * SHIFT],
  ["chat_join_request", { chat, from }, from.id + 6 * SHIFT],
  ["chat_boost", { chat }, chat.id + 7 * SHIFT],
  ["removed_chat_boost", { chat }, chat.id + 7 * SHIFT],
  ["message_reaction", { chat, user: from }, chat.id + 8 * SHIFT],
  ["message_reaction_count", { chat }, chat.id + 9 * SHIFT],
  ["business_connection", { user: from }, from.id + 10 * SHIFT],
  ["business_message", { chat, from }, chat.id + 11 * SHIFT],
  ["guest_message", { chat, from }, chat.id + 12 * SHIFT],
  ["purchased_paid_media", { from }, from.id + 12 * SHIFT],
  ["managed_bot", { user: from }, from.id + 13 * SHIFT],
  ["poll", { id: "9007199254740993" }, "9007199254740993"],
  ["poll_answer", { poll_id: "9007199254740993", user: from }, "9007199254740993"],
])("%s waits in the queue that Telegram gives it", (kind, body, expected) => {
  expect(queueId(kind, body)).toBe(String(expected));
});

test("an update that nobody has heard of has a queue of its own", () => {
  expect(queueId("some_future_kind", { chat })).toBeUndefined();
  expect(queueId("message", { chat: {} })).toBeUndefined();
  expect(queueId("message", null)).toBeUndefined();
});
