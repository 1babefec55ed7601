import { expect, test } from "vitest";
import { spelled } from "./testing/spell.ts";

test.each([
  ["plain", "plain"],
  [
    "*bold* _italic_ __under__ ~strike~ ||spoiler||",
    "bold italic under strike spoiler | bold(bold) | italic(italic) | underline(under) | " +
      "strikethrough(strike) | spoiler(spoiler)",
  ],
  ["*a _b_*", "a b | bold(a ) | bold(b) | italic(b)"],
  ["1\\.5 \\* 2 \\= 3\\!", "1.5 * 2 = 3!"],
  ["[go](https://a.example/?q=\\)x)", "go | text_link=https://a.example/?q=)x(go)"],
  ["[https://a\\.example]", "https://a.example | text_link=https://a.example/(https://a.example)"],
  ["[Ada](tg://user?id=7)", "Ada | text_mention=7(Ada)"],
  ["![👍](tg://emoji?id=5368)", "👍 | custom_emoji=5368(👍)"],
  ["`a*b_c` ok", "a*b_c ok | code(a*b_c)"],
  ["`a\\`b`", "a`b | code(a`b)"],
  ["```\nx = 1\n```", "x = 1 | pre(x = 1)"],
  ["```python\nx = 1```", "x = 1 | pre=python(x = 1)"],
  ["```python```", "python | pre(python)"],
  [">one\n>two\nafter", "one\ntwo\nafter | blockquote(one\ntwo\n)"],
  [">one *bold*\n>two||", "one bold\ntwo | expandable_blockquote(one bold\ntwo) | bold(bold)"],
  ["**>folded\n>more||\nafter", "folded\nmore\nafter | expandable_blockquote(folded\nmore\n)"],
  ["a\\\nb", "a\nb"],
])("%s", (source, expected) => {
  expect(spelled(source, "markdownV2")).toBe(expected);
});

test.each([
  ["v1.5", "“.” must be written as “\\.” at character 2."],
  ["👋 *a", "No end for “*” at character 3."],
  ["a > b", "“>” must be written as “\\>” at character 2."],
  ["a | b", "“|” must be written as “\\|” at character 2."],
  ["[a](b", "A link's address is never ended at character 3."],
  ["[a", "No end for “[” at character 0."],
  ["`a", "No end for “`” at character 0."],
  [
    "![x](https://a.example)",
    "A custom emoji without an address like tg://emoji?id=1 at character 0.",
  ],
  [">a *b\nc*", "No end for “*” at character 3."],
])("refuses %s", (source, fault) => {
  expect(spelled(source, "markdownV2")).toBe(`fault: ${fault}`);
});

test("hostile texts are read too", () => {
  // Work that grows with the square of these lengths would not end within the test's time.
  for (const piece of ["[", "*_", "![", ">a\n`b`\n", "||a"]) {
    spelled(piece.repeat(Math.floor(131_072 / piece.length)), "markdownV2");
  }
});
