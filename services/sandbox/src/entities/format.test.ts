import { expect, test } from "vitest";
import { formatText } from "./format.ts";

const format = (text: string, parseMode = "", entities?: unknown) =>
  formatText({ text, parseMode, entities });

test.each([
  ["HTML", "<b>bold", `Can't find end tag corresponding to start tag "b"`],
  ["HTML", "é<x>y</x>", 'Unsupported start tag "x" at byte offset 2'],
  ["HTML", "a <b", "Unclosed start tag at byte offset 2"],
  ["HTML", "a</b>", "Unexpected end tag at byte offset 1"],
  ["HTML", "<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
  ["HTML", "<b>a</b", "Unclosed end tag at byte offset 4"],
  ["HTML", "<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ["HTML", '<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
  ["HTML", "<b />a</b>", 'Empty attribute name in the tag "b" at byte offset 0'],
  ["HTML", "<a href", 'Unclosed start tag "a" at byte offset 0'],
  ["MarkdownV2", "a.", "Character '.' is reserved and must be escaped with the preceding '\\'"],
  ["MarkdownV2", "a | b", "Character '|' is reserved and must be escaped with the preceding '\\'"],
  ["MarkdownV2", "a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"],
  ["MarkdownV2", "é *bold", "Can't find end of Bold entity at byte offset 3"],
  ["MarkdownV2", "_italic", "Can't find end of Italic entity at byte offset 0"],
  ["MarkdownV2", "__under", "Can't find end of Underline entity at byte offset 0"],
  ["MarkdownV2", "```js\ncode", "Can't find end of PreCode entity at byte offset 0"],
  ["MarkdownV2", "[a](http://x.org", "Can't find end of a URL at byte offset 4"],
  ["Markdown", "a *b", "Can't find end of the entity starting at byte offset 2"],
])("%s %s is refused as Telegram refuses it", (mode, text, message) => {
  expect(() => format(text, mode)).toThrow(`Bad Request: can't parse entities: ${message}`);
});

test("an unknown parse mode is refused", () => {
  expect(() => format("a", "BBCode")).toThrow("Bad Request: unsupported parse_mode");
});

test("HTML becomes text and entities in UTF-16 units", () => {
  expect(
    format(
      '😀<b>bold <i>it</i></b> &lt;&amp;&#33; <a href="http://x.org/?a=1&amp;b">l</a>',
      "html",
    ),
  ).toEqual({
    text: "😀bold it <&! l",
    entities: [
      { type: "bold", offset: 2, length: 7 },
      { type: "italic", offset: 7, length: 2 },
      { type: "text_link", offset: 14, length: 1, url: "http://x.org/?a=1&b" },
    ],
  });
  expect(format('<pre><code class="language-ts">x</code></pre>', "HTML").entities).toEqual([
    { type: "pre", offset: 0, length: 1, language: "ts" },
  ]);
  expect(format("<blockquote expandable>q</blockquote>", "HTML").entities).toEqual([
    { type: "expandable_blockquote", offset: 0, length: 1 },
  ]);
});

test("MarkdownV2 becomes text and entities", () => {
  expect(
    format("*bold _it_* \\. ||hid|| ~s~ `c` [l](http://x.org) [m](tg://user?id=5)", "markdownv2"),
  ).toEqual({
    text: "bold it . hid s c l m",
    entities: [
      { type: "bold", offset: 0, length: 7 },
      { type: "italic", offset: 5, length: 2 },
      { type: "spoiler", offset: 10, length: 3 },
      { type: "strikethrough", offset: 14, length: 1 },
      { type: "code", offset: 16, length: 1 },
      { type: "text_link", offset: 18, length: 1, url: "http://x.org/" },
      { type: "text_mention", offset: 20, length: 1, user: { id: 5 } },
    ],
  });
  expect(format(">one\n>two\nthree", "MarkdownV2")).toEqual({
    text: "one\ntwo\nthree",
    entities: [{ type: "blockquote", offset: 0, length: 8 }],
  });
  expect(format("```py\nx\\`y\n```", "MarkdownV2").entities).toMatchObject([
    { type: "pre", language: "py" },
  ]);
});

test("older Markdown becomes text and entities", () => {
  expect(format("*b* _i_ `c` \\* [l](http://x.org)", "Markdown")).toMatchObject({
    text: "b i c * l",
    entities: [{ type: "bold" }, { type: "italic" }, { type: "code" }, { type: "text_link" }],
  });
});

test("white space around a text is cut and entities move along", () => {
  expect(format("  <b> a </b>\n", "html")).toEqual({
    text: " a",
    entities: [{ type: "bold", offset: 0, length: 2 }],
  });
});

test("commands, mentions, links and hashtags are found", () => {
  const { entities } = format("/start @friend see https://x.org/a. #tag me@x.org");
  expect(entities.map(({ type }) => type)).toEqual([
    "bot_command",
    "mention",
    "url",
    "hashtag",
    "email",
  ]);
});

test("given entities count only without a parse mode and within the text", () => {
  const given = [
    { type: "bold", offset: 0, length: 2 },
    { type: "italic", offset: 1, length: 50 },
  ];
  expect(format("abc", "", given).entities).toEqual([given[0]]);
  expect(format("abc", "html", given).entities).toEqual([]);
});

test("more than 32768 bytes are too long before anything else", () => {
  expect(() => format("a".repeat(32_769))).toThrow("Bad Request: text is too long");
});

test("blanks around a text go, but those that an entity covers from the beginning", () => {
  expect(format("\n a \n", "HTML")).toEqual({ text: "a", entities: [] });
  expect(format("<b> a </b> ", "HTML").text).toBe(" a");
});

test("control characters become blanks, and what the server takes out moves the entities", () => {
  const kept = format("\u202ea\r\n\tb\u0333 <b>c</b>", "HTML");
  expect(kept.text).toBe("a\n b c");
  expect(kept.entities).toMatchObject([{ type: "bold", offset: 5, length: 1 }]);
});

test("an attribute without a value is passed over", () => {
  expect(
    format("<a href>a.example</a><blockquote expandable>q</blockquote>", "HTML").entities,
  ).toEqual([
    { type: "text_link", offset: 0, length: 9, url: "http://a.example/" },
    { type: "expandable_blockquote", offset: 9, length: 1 },
  ]);
});

test.each(["[\\.]", "[localhost]", "[a](ftp://a.example)", "[a](http://localhost/)"])(
  "%s is no link",
  (source) => {
    expect(format(source, "MarkdownV2").entities).toEqual([]);
  },
);

test("a quote of MarkdownV2 begins a line, and can be folded", () => {
  expect(format(">a\n>b\nc\n>d||", "MarkdownV2")).toEqual({
    text: "a\nb\nc\nd",
    entities: [
      { type: "blockquote", offset: 0, length: 4 },
      { type: "expandable_blockquote", offset: 6, length: 1 },
    ],
  });
  expect(format("**>folded||\nafter", "MarkdownV2").entities).toEqual([
    { type: "expandable_blockquote", offset: 0, length: 7 },
  ]);
});

test("of more than a hundred marked pieces styles are lost first, and what is found by itself does not count", () => {
  const lines = Array.from({ length: 60 }, (_, n) => `<b>Title</b> https://a.example/${n}`);
  const many = format(lines.join("\n"), "HTML").entities;
  expect(many.filter(({ type }) => type === "bold")).toHaveLength(60);
  expect(many.filter(({ type }) => type === "url")).toHaveLength(60);

  const bold = "<b>a</b> ".repeat(110);
  const { entities } = format(`${bold}<a href="https://a.example/">link</a>`, "HTML");
  expect(entities).toHaveLength(100);
  expect(entities.at(-1)).toMatchObject({ type: "text_link" });
});
