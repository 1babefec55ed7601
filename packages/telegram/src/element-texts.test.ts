import fc from "fast-check";
import { expect, test } from "vitest";
import { elementTexts } from "./element-texts.ts";

/** JSON as others write it: odd numbers, escapes, blanks anywhere. */
const blank = fc.string({ unit: fc.constantFrom(" ", "\n", "\t", "\r"), maxLength: 2 });
const number = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.oneof(fc.constant("0"), fc.stringMatching(/^[1-9][0-9]{0,24}$/)),
    fc.constantFrom("", ".0", ".10", ".5e+3", "E-2"),
  )
  .map((parts) => parts.join(""));
const text = fc.oneof(
  fc.string().map((value) => JSON.stringify(value)),
  fc.constantFrom('"\\u00e9"', '"\\ud83d"', '"\\u0000"', '"\\\\"', '"\\""', '"]},{["', '"é😀"'),
);
const { json } = fc.letrec<{ json: string; list: string; object: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.oneof(number, text, fc.constantFrom("true", "false", "null")),
    tie("list"),
    tie("object"),
  ),
  list: fc
    .tuple(fc.array(tie("json"), { maxLength: 4 }), blank)
    .map(([items, space]) => `[${space}${items.join(`${space},${space}`)}${space}]`),
  object: fc
    .tuple(fc.array(fc.tuple(text, tie("json")), { maxLength: 4 }), blank)
    .map(
      ([members, space]) =>
        `{${space}${members.map(([name, value]) => `${name}${space}:${space}${value}`).join(`${space},`)}${space}}`,
    ),
}));

test("whatever the elements say, their texts come out as they went in", () => {
  fc.assert(
    fc.property(fc.array(json), blank, json, json, (texts, space, before, behind) => {
      const list = `[${space}${texts.join(`${space},${space}`)}${space}]`;
      const body = `${space}{"result":${before},"ok":true,${space}"result"${space}:${list}${space},"z":${behind}}`;
      expect(elementTexts(body, "result")).toEqual(texts);
    }),
  );
});

test("Telegram's own form is taken apart, its newlines kept", () => {
  const first = '{"update_id":1,\n"message":{"text":"a ] \\" }"}}';
  const second = '{"update_id":12345678901234567890,\n"poll":{"id":"1","n":1.10}}';
  expect(elementTexts(`{"ok":true,"result":[${first},${second}]}`, "result")).toEqual([
    first,
    second,
  ]);
  expect(elementTexts('{"ok":true,"result":[]}', "result")).toEqual([]);
});

test.each(['{"ok":true}', '{"result":{}}', '{"result":"[]"}', "[1]", "null", '"result"'])(
  "%s has no such list",
  (body) => {
    expect(elementTexts(body, "result")).toBeNull();
  },
);

test.each(["", '{"result":[1,]}', '{"result":[1}', "<html>"])("%s is not JSON", (body) => {
  expect(() => elementTexts(body, "result")).toThrow(SyntaxError);
});
