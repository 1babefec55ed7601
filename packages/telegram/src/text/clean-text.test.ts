import { expect, test } from "vitest";
import { cleanText, isEmptyText } from "./clean-text.ts";
import { spell } from "./testing/spell.ts";

test("what Telegram would take out is taken out, and entities move along", () => {
  const text = "\u202ea\r\n\tb\u0333 c\u0001";
  const link = { type: "text_link", url: "https://a.b/", offset: 5, length: 3 } as const;
  expect(spell(cleanText({ text, entities: [link] }))).toBe("a\n b c | text_link=https://a.b/(b )");
});

test("of several direction marks in a row the last one counts", () => {
  expect(cleanText({ text: "a\u200f\u200e\u200fb", entities: [] }).text).toBe(
    "a\u200c\u200c\u200fb",
  );
});

test("blanks around go; those that something is said about stay at the beginning", () => {
  const bold = { type: "bold", offset: 1, length: 4 } as const;
  expect(spell(cleanText({ text: "\n a  \n", entities: [] }))).toBe("a");
  expect(spell(cleanText({ text: "\n a  \n", entities: [bold] }))).toBe(" a | bold( a)");
});

test.each(["", " \n", "\u200b", "\u00a0\u3000", "\u2800", "\u200f\ufeff"])(
  "“%s” is empty",
  (text) => {
    expect(isEmptyText(text)).toBe(true);
  },
);

test.each(["a", " .", "👋", "\u2060"])("“%s” is not", (text) => {
  expect(isEmptyText(text)).toBe(false);
});
