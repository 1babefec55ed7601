/** Passes bytes on in pieces of equal size, and says at the end what they were. */
import { createHash } from "node:crypto";
import type { Received } from "@lumenflow/db";
import { HEAD_BYTES, sniff } from "./sniff.ts";

/** Bytes of one piece, and so of one row. */
export const PIECE_BYTES = 512 * 1024;

/** More bytes came than are taken. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
  readonly maxBytes: number;
  constructor(maxBytes: number) {
    super(`more than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

export class EmptyFile extends Error {
  override readonly name = "EmptyFile";
}

export interface InspectOptions {
  readonly fileName: string;
  readonly maxBytes: number;
  /** Waited for before more is read. */
  readonly onPiece: (bytes: Buffer, ordinal: number) => Promise<void>;
}

/** @throws EmptyFile, TooLarge as soon as it is known, and whatever the source or `onPiece` throws. */
export async function inspect(
  source: AsyncIterable<Uint8Array>,
  { fileName, maxBytes, onPiece }: InspectOptions,
): Promise<Received> {
  const hash = createHash("sha256");
  let head = Buffer.alloc(0);
  let size = 0;
  let ordinal = 0;
  let pending: Uint8Array[] = [];
  let waiting = 0;

  async function flush(): Promise<void> {
    const bytes = Buffer.concat(pending);
    pending = [];
    waiting = 0;
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      await onPiece(bytes.subarray(from, from + PIECE_BYTES), ordinal);
      ordinal += 1;
    }
  }

  for await (const bytes of source) {
    size += bytes.length;
    if (size > maxBytes) throw new TooLarge(maxBytes);
    hash.update(bytes);
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, bytes]).subarray(0, HEAD_BYTES);
    pending.push(bytes);
    waiting += bytes.length;
    if (waiting >= PIECE_BYTES) await flush();
  }
  if (size === 0) throw new EmptyFile("no bytes came");
  await flush();
  return { size, sha256: hash.digest("hex"), mimeType: sniff(head, fileName) };
}
