import { expect, test } from "vitest";
import { rawMembers } from "./raw-json.ts";

test("members keep their raw text", () => {
  const text = ` { "a" : 12345678901234567890.10 , "b":{"c":["}",{"\\"d":1}]}, "e\\u0041":"x\\"y", "f":[ ] ,"g":null } `;
  expect(Object.fromEntries(rawMembers(text))).toEqual({
    a: "12345678901234567890.10",
    b: '{"c":["}",{"\\"d":1}]}',
    eA: '"x\\"y"',
    f: "[ ]",
    g: "null",
  });
});

test("of a repeated name the first stays", () => {
  expect(rawMembers('{"a":1,"a":2}').get("a")).toBe("1");
});

test.each(["", "[]", "null", '"x"', "{", '{"a":}'])("%s is no JSON object", (text) => {
  expect(() => rawMembers(text)).toThrow(SyntaxError);
});
