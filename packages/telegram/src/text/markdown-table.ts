/** Lays a Markdown table out as lines of equal columns, for a block of code: Telegram has no tables. */
import type { Token } from "./markdown-parser.ts";

/** The lines of the table whose tokens begin at `from`, and the index of its last token. */
export function readTable(tokens: readonly Token[], from: number): { text: string; last: number } {
  const rows: string[][] = [];
  let last = from;
  for (; tokens[last]?.type !== "table_close"; last += 1) {
    const token = tokens[last];
    if (token?.type === "tr_open") rows.push([]);
    if (token?.type === "inline") rows.at(-1)?.push(plain(token));
  }
  const widths = (rows[0] ?? []).map((_, x) => Math.max(...rows.map((row) => width(row[x] ?? ""))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, x) => cell + " ".repeat((widths[x] ?? 0) - width(cell)))
      .join(" │ ")
      .trimEnd();
  const [head = [], ...body] = rows;
  const rule = widths.map((size) => "─".repeat(size)).join("─┼─");
  return { text: [line(head), rule, ...body.map(line)].join("\n"), last };
}

function plain({ children }: Token): string {
  return (children ?? [])
    .map(({ type, content }) => (type === "softbreak" ? " " : content))
    .join("")
    .trim();
}

/** In characters as a person counts them. */
function width(text: string): number {
  return [...graphemes.segment(text)].length;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
