/** An exported trail as CSV (RFC 4180): one row a record, safe to open in a spreadsheet, exact to read back. */
import { type FileRecord, isRecord, NotAnExport } from "./record.ts";

/** The names of the first row. */
const columns = [
  ...["record", "position", "hash", "time", "action", "initiator", "approver", "rule", "subject"],
  ...["inputDigest", "output", "detail", "id", "workspace", "keyId", "publicKey", "signature"],
] as const;
type Column = (typeof columns)[number];
type Cells = Partial<Record<Column, string | null>>;

/** A spreadsheet takes a cell that begins so for a formula; a leading `'` makes it a text. */
const dangerous = /^[=+\-@＝＋－＠\t\r\n']/;

export const csvHeader = `${columns.join(",")}\r\n`;

export function toCsv(record: FileRecord): string {
  const cells = cellsOf(record);
  return `${columns.map((column) => cell(cells[column])).join(",")}\r\n`;
}

/** Empty is null; an empty text is a lone `'`, and a text that begins with one gets another. */
function cell(value: string | null | undefined): string {
  if (value === null || value === undefined) return "";
  const safe = value === "" || dangerous.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

function textIn(value: string | undefined): string | null {
  if (value === undefined || value === "") return null;
  return value.startsWith("'") ? value.slice(1) : value;
}

function cellsOf(record: FileRecord): Cells {
  const { type } = record;
  if (type === "trail") {
    const { after, exportedAt, workspaceId, format, from, to } = record;
    const detail = JSON.stringify({ format, from, to });
    const place = { position: String(after.seq), hash: after.hash };
    return { record: type, ...place, time: exportedAt, workspace: workspaceId, detail };
  }
  if (type === "end") {
    const { entries, unsealed } = record;
    return { record: type, detail: JSON.stringify({ entries, unsealed }) };
  }
  const place = type === "unsealed" ? {} : { position: String(record.seq), hash: record.hash };
  const common = { record: type, ...place, time: record.at, workspace: record.workspaceId };
  if (type === "checkpoint") {
    const { keyId, publicKey, signature } = record;
    return { ...common, keyId, publicKey, signature };
  }
  const { id, action, initiator, approver, output, inputDigest } = record;
  return {
    ...common,
    ...{ id, action, initiator, approver, output, inputDigest },
    rule: record.ruleId,
    subject: record.subjectId,
    detail: record.detail === null ? null : JSON.stringify(record.detail),
  };
}

/** @throws NotAnExport where the row is none that `toCsv` writes. */
export function fromCsv(row: readonly string[]): FileRecord {
  if (row.length !== columns.length) throw new NotAnExport("the row has another number of cells");
  const cells = Object.fromEntries(
    columns.map((column, index) => [column, textIn(row[index])]),
  ) as Record<Column, string | null>;
  const record = recordIn(cells);
  if (!isRecord(record)) throw new NotAnExport("the row is no record of a trail");
  return record;
}

function recordIn(cells: Record<Column, string | null>): unknown {
  const { record: type, hash, workspace: workspaceId, time: at } = cells;
  const seq = cells.position === null ? null : Number(cells.position);
  const detail = json(cells.detail);
  if (type === "trail") {
    return { type, ...(detail as object), workspaceId, exportedAt: at, after: { seq, hash } };
  }
  if (type === "end") return { type, ...(detail as object) };
  if (type === "checkpoint") {
    const { keyId, publicKey, signature } = cells;
    return { type, workspaceId, seq, hash, at, keyId, publicKey, signature };
  }
  const { id, action, initiator, approver, output, inputDigest, rule, subject } = cells;
  const named = { id, workspaceId, at, action, initiator, approver, output, inputDigest };
  const place = type === "unsealed" ? {} : { seq, hash };
  return { type, ...place, ...named, ruleId: rule, subjectId: subject, detail };
}

function json(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    throw new NotAnExport("the row's detail is no JSON");
  }
}

/** Cuts CSV into rows as it comes in; a line break within quotes belongs to its cell. */
export async function* readRows(text: AsyncIterable<string>): AsyncGenerator<string[]> {
  let row: string[] = [];
  let value = "";
  let quoted = false;
  // A quote within quotes: the end of them, or the first of two that stand for one.
  let closing = false;
  for await (const chunk of text) {
    for (const char of chunk) {
      if (closing) {
        closing = false;
        if (char === '"') {
          value += char;
          continue;
        }
        quoted = false;
      }
      if (quoted) {
        if (char === '"') closing = true;
        else value += char;
        continue;
      }
      if (char === '"') quoted = true;
      else if (char === "," || char === "\n") {
        row.push(value);
        value = "";
        if (char === ",") continue;
        yield row;
        row = [];
      } else if (char !== "\r") value += char;
      if (value.length > longestCell) throw new NotAnExport("a cell is longer than any of ours");
    }
  }
  if (value !== "" || row.length > 0) yield [...row, value];
}

/** Details are small: what is longer is no export, and must not fill the memory. */
const longestCell = 4 * 1024 * 1024;

export function isCsvHeader(row: readonly string[]): boolean {
  return row.length === columns.length && columns.every((column, index) => row[index] === column);
}
