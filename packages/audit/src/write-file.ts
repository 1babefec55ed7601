/** Writes an exported trail as JSON lines or as CSV. */
import { csvHeader, toCsv } from "./csv.ts";
import type { FileRecord } from "./record.ts";

export const fileFormats = ["jsonl", "csv"] as const;
export type FileFormat = (typeof fileFormats)[number];

/** Bytes gathered before they are handed on: a record by itself costs more than it holds. */
const atOnce = 64 * 1024;

export async function* writeFile(
  records: AsyncIterable<FileRecord>,
  format: FileFormat,
): AsyncGenerator<Uint8Array> {
  let text = format === "csv" ? csvHeader : "";
  for await (const record of records) {
    text += format === "csv" ? toCsv(record) : `${JSON.stringify(record)}\n`;
    if (text.length < atOnce) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}
