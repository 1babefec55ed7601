import { expect, test } from "vitest";
import { encodeUpdate, readRawUpdate } from "./encode.ts";

test("an update has one newline after its id and is compact otherwise", () => {
  expect(encodeUpdate(7, "message", { message_id: 1, text: "hi" })).toBe(
    '{"update_id":7,\n"message":{"message_id":1,"text":"hi"}}',
  );
});

test("everything beyond ASCII is escaped, astral characters as surrogate pairs", () => {
  expect(encodeUpdate(7, "message", { text: "né😀" })).toBe(
    '{"update_id":7,\n"message":{"text":"n\\u00e9\\ud83d\\ude00"}}',
  );
});

test("a raw update with an id is left as it is", () => {
  const raw = readRawUpdate(
    '{ "message": {"chat":{"id":123456789012345678901}}, "update_id" : 12 }',
  );
  expect(raw).toMatchObject({ updateId: 12, kind: "message" });
});

test("a raw update without an id gets one in front and keeps its digits", () => {
  const raw = readRawUpdate('{"message":{"chat":{"id":123456789012345678901}}}');
  expect(raw.updateId).toBeUndefined();
  expect(raw.withId(5)).toBe('{"update_id":5,\n"message":{"chat":{"id":123456789012345678901}}}');
  expect(readRawUpdate("{}").withId(5)).toBe('{"update_id":5}');
});

test("what is no JSON object is refused", () => {
  expect(() => readRawUpdate("[1]")).toThrow(SyntaxError);
  expect(() => readRawUpdate('{"a":')).toThrow(SyntaxError);
});
