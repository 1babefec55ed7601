import { expect, test } from "vitest";
import { spelled } from "./testing/spell.ts";

test.each([
  ["plain text, 1.5 (and!) more - a_b_c", "plain text, 1.5 (and!) more - a_b_c"],
  ["**bold** __bold__ *i* _i_", "bold bold i i | bold(bold) | bold(bold) | italic(i) | italic(i)"],
  ["~~gone~~ ||veiled||", "gone veiled | strikethrough(gone) | spoiler(veiled)"],
  ["||a **b**||", "a b | spoiler(a ) | bold(b) | spoiler(b)"],
  ["a || b", "a || b"],
  ["||a `||` b|| c", "a || b c | spoiler(a ) | code(||) | spoiler( b)"],
  ["||a \\|| b|| c", "a || b c | spoiler(a || b)"],
  ["||[a](https://a.example/||)|| c", "a c | text_link=https://a.example/||(a) | spoiler(a)"],
  ["`code` and ``a`b``", "code and a`b | code(code) | code(a`b)"],
  ["[go](https://a.example)", "go | text_link=https://a.example/(go)"],
  ["<https://a.example>", "https://a.example | text_link=https://a.example/(https://a.example)"],
  ["https://a.example", "https://a.example"],
  ["[Ada](tg://user?id=7)", "Ada | text_mention=7(Ada)"],
  ["[docs](./readme.md)", "docs"],
  ["[x](javascript:alert)", "x"],
  ["![👍](tg://emoji?id=5368)", "👍 | custom_emoji=5368(👍)"],
  ["![a cat](https://a.example/cat.jpg)", "a cat | text_link=https://a.example/cat.jpg(a cat)"],
  ["# Title\n\ntext", "Title\n\ntext | bold(Title)"],
  ["one\ntwo  \nthree\n\nfour", "one\ntwo\nthree\n\nfour"],
  ["- a\n- b\n  - c\n\n1. x\n2. y", "• a\n• b\n  • c\n\n1. x\n2. y"],
  ["3. c\n4. d", "3. c\n4. d"],
  ["- a\n\n  more\n- b", "• a\n  more\n• b"],
  ["text:\n- a", "text:\n\n• a"],
  [
    "> quoted\n> **more**\n\nafter",
    "quoted\nmore\n\nafter | blockquote(quoted\nmore) | bold(more)",
  ],
  ["> a\n>\n> > b", "a\n\nb | blockquote(a\n\nb)"],
  ["```ts\nconst a = 1;\n\n  b();\n```", "const a = 1;\n\n  b(); | pre=ts(const a = 1;\n\n  b();)"],
  ["    indented", "indented | pre(indented)"],
  ["a\n\n---\n\nb", "a\n\n———\n\nb"],
  ["| a | b |\n|---|---|\n| **cc** | d |", "a  │ b\n───┼──\ncc │ d | pre(a  │ b\n───┼──\ncc │ d)"],
  ["<b>raw</b> &amp; \\*x\\*", "<b>raw</b> & *x*"],
  // What was written for Telegram's own dialect keeps its words.
  ["1\\.5 \\- it\\'s \\(so\\)\\!", "1.5 - it's (so)!"],
])("%s", (source, expected) => {
  expect(spelled(source, "markdown")).toBe(expected);
});

test("what is nested beyond reason is refused, not left out", () => {
  expect(spelled(`ok\n\n${"> ".repeat(200)}deep`, "markdown")).toBe(
    "fault: More than 60 levels within one another at character 4.",
  );
  expect(spelled(`ok\n\n${"[".repeat(200)}deep${"](a.b)".repeat(200)}`, "markdown")).not.toBe("");
});

test("a table that no request could send is refused before one wide cell widens all its rows", () => {
  const rows = "a|b\n".repeat(17_000);
  expect(spelled(`ok\n\n| ${"x".repeat(60_000)} | b |\n|---|---|\n${rows}`, "markdown")).toBe(
    "fault: A table that takes more than 81920 characters as lines of equal columns at character 4.",
  );
});

test("a paragraph may have more marks than a call takes arguments", () => {
  expect(spelled("*a* ".repeat(32_768), "markdown")).toMatch(/^a a a /);
});

test("hostile texts are read too", () => {
  const pieces = [
    "[",
    "*a_ ",
    "||a",
    "`",
    "![",
    "> ",
    "- ",
    "&amp;",
    "<a ",
    "\n\n|",
    "[a](",
    "__",
    "~~a",
    "[||a",
    "||\\",
    "||`",
  ];
  // Work that grows with the square of these lengths would not end within the test's time.
  for (const piece of pieces) spelled(piece.repeat(Math.floor(60_000 / piece.length)), "markdown");
});
