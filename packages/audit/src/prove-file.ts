/** Proves an exported trail, or a part of one, from the file alone, and names the first row that is not true. */
import { createVerifier, type Proof, type Verifier } from "@lumenflow/governance";
import { fromCsv, isCsvHeader, readRows } from "./csv.ts";
import { type FileRecord, fileFormat, isRecord, NotAnExport, type TrailRecord } from "./record.ts";

export interface FileProof extends Proof {
  /** The times that were asked for. */
  readonly from: string | null;
  readonly to: string | null;
  /** The first row that is not what was sealed and signed; rows count from 1, a CSV's header as well. */
  readonly row: number | null;
}

/**
 * `text` may come in pieces of any size; a row at a time is held. `trusts` knows the public keys of
 * whoever signed: a file carries keys, and anybody can sign with one of their own.
 * @throws NotAnExport where it is none.
 */
export async function proveFile(
  text: AsyncIterable<string>,
  trusts: (publicKey: string) => boolean,
): Promise<FileProof> {
  let trail: TrailRecord | undefined;
  let verifier: Verifier | undefined;
  let row = 0;
  let broken: number | null = null;
  let unsealed = 0;
  let entries = 0;
  let ended = false;
  for await (const each of recordsIn(text)) {
    row = each.row;
    if (verifier === undefined) {
      trail = beginning(each.record);
      verifier = createVerifier({ workspaceId: trail.workspaceId, after: trail.after, trusts });
      continue;
    }
    judge(each.record, verifier);
    if (verifier.broken !== null) {
      broken = row;
      break;
    }
  }
  if (trail === undefined || verifier === undefined) throw new NotAnExport("the file is empty");
  if (broken === null && !ended) {
    verifier.fault({
      seq: null,
      id: null,
      problem: "the file breaks off: its last row is missing",
    });
    broken = row;
  }
  const proof = verifier.end(unsealed);
  // What only the end shows, a tail that nobody trusted has signed, stands behind the last row.
  return { ...proof, from: trail.from, to: trail.to, row: proof.ok ? null : (broken ?? row) };

  function judge(record: FileRecord | null, to: Verifier): void {
    const problem = record === null ? "the row is no record of a trail" : outOfPlace(record);
    if (problem !== null) to.fault({ seq: null, id: null, problem });
    else if (record?.type === "checkpoint") to.checkpoint(record);
    else if (record?.type === "entry") {
      const { type: _, ...entry } = record;
      to.entry(entry);
    }
  }

  /** Counts the rows, and says where one stands as no export has it. */
  function outOfPlace(record: FileRecord): string | null {
    if (ended) return "something stands behind the end";
    if (record.type === "trail") return "a second trail begins";
    if (record.type === "unsealed") unsealed += 1;
    if (record.type === "entry") {
      entries += 1;
      if (unsealed > 0) return `${record.id} stands behind what is not sealed`;
    }
    if (record.type !== "end") return null;
    ended = true;
    if (record.entries === entries && record.unsealed === unsealed) return null;
    const said = `${record.entries} entries and ${record.unsealed} unsealed`;
    return `the end speaks of ${said}; there are ${entries} and ${unsealed}`;
  }
}

function beginning(record: FileRecord | null): TrailRecord {
  if (record?.type !== "trail")
    throw new NotAnExport("it does not begin as an exported trail does");
  if (record.format === fileFormat) return record;
  throw new NotAnExport(`it is of format ${record.format}, and ${fileFormat} is read here`);
}

interface Row {
  readonly row: number;
  /** Null where it is none. */
  readonly record: FileRecord | null;
}

async function* recordsIn(text: AsyncIterable<string>): AsyncGenerator<Row> {
  const pieces = text[Symbol.asyncIterator]();
  let begin = "";
  // Enough to tell the two formats apart, however small the pieces are.
  while (begin.length < '"record",'.length + 1) {
    const piece = await pieces.next();
    if (piece.done === true) break;
    begin += piece.value;
  }
  async function* all(): AsyncGenerator<string> {
    // A spreadsheet, or an editor, may have put a mark in front.
    yield begin.replace(/^\uFEFF/, "");
    yield* { [Symbol.asyncIterator]: () => pieces };
  }
  if (/^\uFEFF?"?record\b/.test(begin)) yield* csvRecords(all());
  else yield* jsonRecords(all());
}

async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<Row> {
  let row = 0;
  for await (const cells of readRows(text)) {
    row += 1;
    if (row === 1) {
      if (!isCsvHeader(cells)) throw new NotAnExport("its first row names other columns");
      continue;
    }
    yield { row, record: tried(() => fromCsv(cells)) };
  }
}

async function* jsonRecords(text: AsyncIterable<string>): AsyncGenerator<Row> {
  let row = 0;
  for await (const line of linesOf(text)) {
    row += 1;
    yield {
      row,
      record: tried(() => {
        const value: unknown = JSON.parse(line);
        return isRecord(value) ? value : null;
      }),
    };
  }
}

/** A line of no reasonable length is no record, and must not fill the memory. */
const longestLine = 4 * 1024 * 1024;

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of text) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > longestLine) throw new NotAnExport("a line is longer than any of ours");
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function tried(read: () => FileRecord | null): FileRecord | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NotAnExport) return null;
    throw error;
  }
}
