import { expect, it } from "vitest";
import { readApproverInput } from "./approver-input.ts";

const token = `lf-${"aB3_-".repeat(4)}xy`;
const from = { id: 7, is_bot: false, first_name: "Ada", last_name: "L" };
const read = (update: object) => readApproverInput(JSON.stringify({ update_id: 1, ...update }));
const said = (text: string, more: object = {}) =>
  read({ message: { message_id: 1, from, chat: { id: 7, type: "private" }, text, ...more } });

it("finds a code in a private chat or a group, with /start or without", () => {
  const code = { kind: "code", code: token, telegramUserId: "7" };
  expect(said(`/start ${token}`)).toEqual({
    ...{ ...code, chatId: "7", chatKind: "private", title: "Ada L" },
  });
  const group = { id: -1005, type: "supergroup", title: "Ops" };
  expect(said(` ${token} `, { chat: group })).toEqual({
    ...{ ...code, chatId: "-1005", chatKind: "group", title: "Ops" },
  });
  expect(said(`/start@shop_bot ${token}`)).toMatchObject(code);
});

it("takes nothing else for a code", () => {
  for (const text of ["/start", "/start lf-short", `my code is ${token}`, `/stop ${token}`]) {
    expect(said(text), text).toBeNull();
  }
  expect(said(token, { forward_origin: { type: "user" } })).toBeNull();
  expect(said(token, { chat: { id: -1, type: "channel", title: "x" } })).toBeNull();
  expect(readApproverInput(`lf-{"no": json`)).toBeNull();
});

it("finds a press on one of our buttons, and no other's", () => {
  const message = { message_id: 5, chat: { id: -1005, type: "supergroup" } };
  const press = (data: string) => read({ callback_query: { id: "99", from, message, data } });
  expect(press(token)).toEqual({
    ...{ kind: "press", callbackQueryId: "99", data: token },
    ...{ chatId: "-1005", messageId: "5", telegramUserId: "7" },
  });
  expect(press("lf-else")).toBeNull();
  expect(press(`${token}x`)).toBeNull();
});
