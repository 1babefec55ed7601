/** What our readers make of markup, held against what the sandbox makes of it by parse mode: two strangers. */
import { type Entity, readText, type TextFormat } from "@lumenflow/telegram";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatText } from "../../services/sandbox/src/entities/format.ts";

const parseModes = { html: "HTML", markdownV2: "MarkdownV2" } as const;
type Format = keyof typeof parseModes;

interface Piece {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string | undefined;
}

/** Text and, for each of its UTF-16 units, what covers it; null where it is refused. */
function ours(source: string, format: TextFormat) {
  const reading = readText(source, format);
  return reading.ok ? unitsOf(reading.value.text, reading.value.entities) : null;
}

function theirs(source: string, format: Format) {
  try {
    const { text, entities } = formatText({
      text: source,
      parseMode: parseModes[format],
      entities: [],
    });
    return unitsOf(
      text,
      entities.filter(({ type }) => !foundByItself.includes(type)),
    );
  } catch {
    return null;
  }
}

const foundByItself = ["url", "email", "bot_command", "mention", "hashtag"];
/** Telegram puts styles that touch together, and cuts them at others: it says the same. */
function unitsOf(text: string, entities: readonly (Piece | Entity)[]): [string, string][] {
  return Array.from({ length: text.length }, (_, index): [string, string] => {
    const here = entities.filter(
      ({ offset, length }) => offset <= index && index < offset + length,
    );
    return [text.charAt(index), [...new Set(here.map(nameOf))].toSorted().join(" ")];
  });
}

function nameOf({ offset: _offset, length: _length, ...kind }: Piece | Entity): string {
  const url = kind.url === undefined ? {} : { url: new URL(kind.url).href };
  return JSON.stringify({ ...kind, ...url });
}

const sorted = (entities: readonly object[]) =>
  entities.map((each) => JSON.stringify(Object.entries(each).toSorted())).toSorted();

const words = fc.constantFrom("a", "bc", " ", "\n", "👋", "é", "&amp;", "&#33;", "漢", "\t", "\r");
const tags = fc.constantFrom(
  ...["b", "i", "u", "s", "tg-spoiler", "code", "pre", "blockquote", "blockquote expandable"],
  ...['a href="https://a.example/?x=1&amp;y=2"', "a href='tg://user?id=7'", 'a href="none"'],
  ...['span class="tg-spoiler"', 'code class="language-js"', 'tg-emoji emoji-id="5"', "STRONG"],
);
const { html } = fc.letrec<{ html: string }>((tie) => ({
  html: fc
    .array(
      fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        words,
        fc
          .tuple(tags, tie("html"))
          .map(([tag, inside]) => `<${tag}>${inside}</${tag.split(" ")[0]}>`),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join("")),
}));

const v2words = fc.constantFrom("a", "bc", " ", "\n", "👋", "é", "\\.", "\\\\", "漢", "\n>", "\r");
const v2marks = fc.constantFrom(
  ...[
    ["*", "*"],
    ["_", "_"],
    ["__", "__"],
    ["~", "~"],
    ["||", "||"],
    ["`", "`"],
    ["```js\n", "```"],
  ],
  ...[
    ["[", "](https://a.example/x)"],
    ["[", "](tg://user?id=7)"],
    ["![", "](tg://emoji?id=5)"],
    [">", "||\n"],
  ],
);
const { markdownV2 } = fc.letrec<{ markdownV2: string }>((tie) => ({
  markdownV2: fc
    .array(
      fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        v2words,
        fc.tuple(v2marks, tie("markdownV2")).map(([[from, to], inside]) => `${from}${inside}${to}`),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join("")),
}));

/** Anything that looks like markup, mostly broken. */
const rubble = (pieces: readonly string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(""));

const brokenHtml = rubble([
  "<",
  ">",
  "</",
  "b",
  "a",
  "<b>",
  "</b>",
  "<a href=",
  '"',
  "'",
  " ",
  "=",
  "&",
  "&lt",
  "#",
  ";",
  "/",
  "x",
]);
const brokenV2 = rubble([
  "*",
  "_",
  "__",
  "|",
  "||",
  "`",
  "```",
  "[",
  "]",
  "(",
  ")",
  "!",
  ">",
  "\n",
  "\\",
  "a",
  "~",
  ".",
]);

test.each([
  ["html", html],
  ["html", brokenHtml],
  ["markdownV2", markdownV2],
  ["markdownV2", brokenV2],
] as const)("%s: both take the same texts and make the same of them (%#)", (format, sources) => {
  fc.assert(
    fc.property(sources, (source) => {
      expect(ours(source, format)).toEqual(theirs(source, format));
    }),
    { numRuns: 1_000 },
  );
});

test("what our readers make of any markup, Telegram takes as text and entities and keeps as it is", () => {
  const markdown = rubble([
    "**a**",
    "*b*",
    "`c`",
    "- d\n",
    "> e\n",
    "\n\n",
    "| f |\n|---|\n",
    "[g](https://a.example)",
    "# h\n",
    "||i||",
  ]);
  fc.assert(
    fc.property(fc.oneof(html, markdown), (source) => {
      for (const format of ["html", "markdown"] as const) {
        const reading = readText(source, format);
        if (!reading.ok || reading.value.text === "") continue;
        const { text, entities } = reading.value;
        const kept = formatText({ text, parseMode: "", entities });
        expect(kept.text).toBe(text);
        const asked = kept.entities.filter(({ type }) => !foundByItself.includes(type));
        expect(sorted(asked)).toEqual(sorted(entities));
      }
    }),
    { numRuns: 1_000 },
  );
});
