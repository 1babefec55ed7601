import { expect, test } from "vitest";
import { instantAndId, readCursor, writeCursor } from "./cursor.ts";

test("a cursor comes back as the place it was made of", () => {
  const at = "2026-11-22T09:30:00.000Z";
  expect(readCursor("t", writeCursor("t", at, "msg_1"), instantAndId)).toEqual([at, "msg_1"]);
  expect(readCursor("u", writeCursor("u", "42"), /^\d+$/)).toEqual(["42"]);
  expect(readCursor("u", undefined, /^\d+$/)).toBeUndefined();
});

test.each([
  ["another kind", writeCursor("u", "1")],
  ["an hour that no clock shows", writeCursor("t", "2026-99-99T99:99:99.999Z", "x")],
  ["a day that no month has", writeCursor("t", "2026-02-31T00:00:00.000Z", "x")],
  ["the year 0", writeCursor("t", "0000-01-01T00:00:00.000Z", "x")],
  ["what is no base64", "%%%"],
])("a cursor with %s is refused before Postgres sees it", (_name, cursor) => {
  expect(() => readCursor("t", cursor, instantAndId)).toThrow("nextCursor");
});
