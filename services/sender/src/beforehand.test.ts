import { expect, test } from "vitest";
import { failureBeforehand } from "./beforehand.ts";

const part = {
  chatId: "42",
  method: "sendMessage",
  payload: { chat_id: "42", text: "hi" },
  digested: { chatId: "42" },
  attempt: 1,
  botStatus: "member",
  paid: false,
  paidAllowed: false,
};
const answering = { payload: { chat_id: "42", text: "hi", reply_parameters: { message_id: 7 } } };

test.each<[string, object, boolean, string | undefined]>([
  ["what was approved goes out", {}, true, undefined],
  ["what was not approved fails", {}, false, "not_as_approved"],
  [
    "what costs Stars goes out where that is allowed",
    { paid: true, paidAllowed: true },
    true,
    undefined,
  ],
  ["what costs Stars fails where that is forbidden", { paid: true }, true, "paid_not_allowed"],
  ["what was approved goes where its group has moved to", { chatId: "-1007" }, true, undefined],
  ["an answer goes out where what it answers is", answering, true, undefined],
  [
    "an answer is not tried where its id is another message's",
    { ...answering, chatId: "-1007", attempt: 2 },
    true,
    "left_behind",
  ],
  ["a blocked bot is not tried", { botStatus: "kicked" }, true, "bot_blocked"],
  ["a bot that left is not tried", { chatId: "-7", botStatus: "left" }, true, "not_a_member"],
  ["a retry asks Telegram all the same", { botStatus: "kicked", attempt: 2 }, true, undefined],
  [
    "a change asks Telegram all the same",
    { botStatus: "kicked", method: "deleteMessage" },
    true,
    undefined,
  ],
  ["a chat that nobody has told of is tried", { botStatus: null }, true, undefined],
])("%s", (_what, change, asApproved, code) => {
  expect(failureBeforehand({ ...part, ...change }, asApproved)?.code).toBe(code);
});
