/** Reads a kept file back, and lets its end go only if it is what was kept. */
import { createHash } from "node:crypto";
import type { Repositories } from "@lumenflow/db";

/** The bytes are gone, or are not those that were kept. */
export class BytesUnusable extends Error {
  override readonly name = "BytesUnusable";
}

export interface KeptBytes {
  readonly workspaceId: string;
  readonly uploadId: string;
  readonly sha256: string;
}

/**
 * Piece by piece. The last piece is held back until the hash of all of them is known: a request that
 * would carry other bytes never becomes whole. @throws BytesUnusable
 */
export async function* readBack(
  uploads: Pick<Repositories["uploads"], "chunk">,
  { workspaceId, uploadId, sha256 }: KeptBytes,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let held: Uint8Array | undefined;
  for (let ordinal = 0; ; ordinal += 1) {
    const piece = await uploads.chunk(workspaceId, uploadId, ordinal);
    if (piece === null) break;
    hash.update(piece);
    if (held !== undefined) yield held;
    held = piece;
  }
  if (held === undefined) throw new BytesUnusable("the file's bytes are not kept any more");
  if (hash.digest("hex") !== sha256) throw new BytesUnusable("the file's bytes have been changed");
  yield held;
}
