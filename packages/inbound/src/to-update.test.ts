import { expect, test } from "vitest";
import { toUpdate } from "./to-update.ts";

const read = (text: string) => toUpdate(Buffer.from(text));

test("keeps the text as it came and names what has to stay in order", () => {
  const text = `{"update_id":1,\n"message":{"chat":{"id":-5},"n":1.10,"big":12345678901234567890}}`;
  expect(read(text)).toEqual({ text, bytes: text.length, chatLane: "chat:-5", updateId: "1" });
});

test.each([
  "",
  "1",
  "null",
  "[]",
  "{}",
  '{"update_id":"1"}',
  '{"update_id":1.5}',
  "{'a':1}",
  "\ufeff{}",
])("%j is no update", (text) => {
  expect(read(text)).toHaveProperty("fault");
});

test("a body that is not UTF-8 is no update", () => {
  expect(toUpdate(Buffer.from('{"update_id":1,"x":"\xff"}', "latin1"))).toHaveProperty("fault");
});
