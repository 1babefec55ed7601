/** Lays a Markdown table out as lines of equal columns, for a block of code: Telegram has no tables. */
import { MAX_PARTS, MAX_TEXT_LENGTH } from "../limits.ts";
import { offsetOf, type Token } from "./markdown-parser.ts";
import { MarkupFault } from "./markup-fault.ts";

/** One wide cell widens all rows: what no request can send is not laid out either. */
const mostUnits = MAX_PARTS * MAX_TEXT_LENGTH;

/**
 * The lines of the table whose tokens begin at `from`, and the index of its last token.
 * @throws MarkupFault where they would be too long to be sent.
 */
export function readTable(
  source: string,
  tokens: readonly Token[],
  from: number,
): { text: string; last: number } {
  const rows: string[][] = [];
  let last = from;
  for (; tokens[last]?.type !== "table_close"; last += 1) {
    const token = tokens[last];
    if (token?.type === "tr_open") rows.push([]);
    if (token?.type === "inline") rows.at(-1)?.push(plain(token));
  }
  const widths = (rows[0] ?? []).map((_, x) => Math.max(...rows.map((row) => width(row[x] ?? ""))));
  if (rows.reduce((sum, row) => sum + reach(row, widths), 0) > mostUnits) {
    const message = `A table that takes more than ${mostUnits} characters as lines of equal columns`;
    throw new MarkupFault(message, offsetOf(source, tokens[from]));
  }
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, x) => cell + " ".repeat((widths[x] ?? 0) - width(cell)))
      .join(" │ ")
      .trimEnd();
  const [head = [], ...body] = rows;
  const rule = widths.map((size) => "─".repeat(size)).join("─┼─");
  return { text: [line(head), rule, ...body.map(line)].join("\n"), last };
}

/** Where the last cell begins that says something: what is before it is as wide as its columns. */
function reach(cells: readonly string[], widths: readonly number[]): number {
  const last = cells.findLastIndex((cell) => cell !== "");
  return widths.slice(0, Math.max(last, 0)).reduce((sum, size) => sum + size, 0);
}

function plain({ children }: Token): string {
  return (children ?? [])
    .map(({ type, content }) => (type === "softbreak" ? " " : content))
    .join("")
    .trim();
}

/** In characters as a person counts them. */
function width(text: string): number {
  // Most are, and each is a character by itself.
  if (/^[ -~]*$/.test(text)) return text.length;
  return [...graphemes.segment(text)].length;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
