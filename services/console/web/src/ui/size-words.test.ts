import { expect, it } from "vitest";
import { sizeWords } from "./size-words.ts";

it.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1_000, "1 KB"],
  [1_234, "1.2 KB"],
  [123_456, "123 KB"],
  [52_428_800, "52.4 MB"],
])("%d is %s", (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words);
});
