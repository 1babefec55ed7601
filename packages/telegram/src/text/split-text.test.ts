import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isEmptyText } from "./clean-text.ts";
import { type Entity, endOf, type FormattedText } from "./entity.ts";
import { fixEntities } from "./fix-entities.ts";
import { splitText } from "./split-text.ts";
import { anyFormattedText } from "./testing/any-text.ts";
import { spell } from "./testing/spell.ts";

const split = (text: string, length: number, entities: Entity[] = []) =>
  splitText({ text, entities }, { length, entities: 100 }).map(spell);

test("a text that fits is one part, untouched", () => {
  expect(split("Hello", 5)).toEqual(["Hello"]);
});

test.each([
  ["between paragraphs", "one two\n\nthree. four", 16, ["one two", "three. four"]],
  ["between lines", "one. two\nthree four", 16, ["one. two", "three four"]],
  ["between sentences", "One two. Three four", 16, ["One two.", "Three four"]],
  ["between words", "one two three four", 14, ["one two three", "four"]],
  ["between the words of a language without blanks", "我们今天去公园", 6, ["我们今天去", "公园"]],
  ["within a word, where there is no better place", "abcdefgh", 5, ["abcde", "fgh"]],
  ["never within a character", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 12, ["👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"]],
  ["but in one longer than a part, never within a pair", "👨‍👩‍👧‍👦", 4, ["👨‍", "👩‍", "👧‍", "👦"]],
])("it is cut %s", (_where, text, length, expected) => {
  expect(split(text, length)).toEqual(expected);
});

test("blanks alone make no part", () => {
  expect(split(`a${" ".repeat(20)}b`, 5)).toEqual(["a", "b"]);
});

test("a part of nothing that can be seen, which Telegram would refuse, is left out", () => {
  expect(split(`a${"\u2800".repeat(10)}b`, 4)).toEqual([
    "a\u2800\u2800\u2800",
    "\u2800\u2800\u2800b",
  ]);
});

describe("an entity over a cut", () => {
  test("goes on behind it", () => {
    expect(split("one two three", 8, [{ type: "bold", offset: 0, length: 13 }])).toEqual([
      "one two | bold(one two)",
      "three | bold(three)",
    ]);
  });

  test("is kept whole where that can be: a link, a piece of code", () => {
    const link: Entity = { type: "text_link", url: "https://a.b/", offset: 5, length: 9 };
    expect(split("12345the words 9", 12, [link])).toEqual([
      "12345",
      "the words 9 | text_link=https://a.b/(the words)",
    ]);
  });

  test("is cut all the same where it is longer than a part", () => {
    const code: Entity = { type: "code", offset: 0, length: 9 };
    expect(split("aaaa bbbb", 6, [code])).toEqual(["aaaa | code(aaaa)", "bbbb | code(bbbb)"]);
  });

  test("keeps the indentation of code and its language", () => {
    const pre: Entity = { type: "pre", language: "py", offset: 0, length: 15 };
    expect(split("if a:\n    b = 1", 10, [pre])).toEqual([
      "if a: | pre=py(if a:)",
      "    b = 1 | pre=py(    b = 1)",
    ]);
  });
});

test("a part has no more entities than Telegram keeps", () => {
  const text = "ab ".repeat(250);
  const entities = Array.from(
    { length: 250 },
    (_, index): Entity => ({
      type: index % 2 === 0 ? "bold" : "italic",
      offset: index * 3,
      length: 2,
    }),
  );
  const parts = splitText({ text, entities });
  expect(parts.map((part) => part.entities.length)).toEqual([100, 100, 50]);
});

test("nothing is lost: the parts, and what cannot be seen between them, are the text", () => {
  fc.assert(
    fc.property(anyFormattedText(80), fc.integer({ min: 12, max: 80 }), (whole, length) => {
      let from = 0;
      for (const part of splitText(whole, { length, entities: 100 })) {
        const at = whole.text.indexOf(part.text, from);
        expect(isEmptyText(whole.text.slice(from, at))).toBe(true);
        expect(stylesAt(part, 0, part.text.length)).toEqual(stylesAt(whole, at, part.text.length));
        from = at + part.text.length;
      }
      expect(isEmptyText(whole.text.slice(from))).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test("every part is one that Telegram takes as it is", () => {
  fc.assert(
    fc.property(anyFormattedText(80), fc.integer({ min: 4, max: 80 }), (whole, length) => {
      for (const { text, entities } of splitText(whole, { length, entities: 7 })) {
        expect(text.length).toBeLessThanOrEqual(length);
        expect(text.isWellFormed()).toBe(true);
        expect(isEmptyText(text)).toBe(false);
        expect(entities.length).toBeLessThanOrEqual(7);
        expect(fixEntities(entities)).toEqual(entities);
        for (const each of entities) {
          expect(each.offset).toBeGreaterThanOrEqual(0);
          expect(each.length).toBeGreaterThan(0);
          expect(endOf(each)).toBeLessThanOrEqual(text.length);
          expect(text.slice(each.offset, endOf(each)).isWellFormed()).toBe(true);
        }
      }
    }),
    { numRuns: 400 },
  );
});

/** What covers each UTF-16 unit. */
function stylesAt({ entities }: FormattedText, from: number, length: number): string[] {
  return Array.from({ length }, (_, index) =>
    entities
      .filter((each) => each.offset <= from + index && from + index < endOf(each))
      .map(({ offset: _offset, length: _length, ...kind }) => JSON.stringify(kind))
      .toSorted()
      .join(),
  );
}
