/** Opens the files that travel with a part, and remembers where their bytes could not be used. */
import type { ClaimedPart, Repositories } from "@lumenflow/db";
import { BytesUnusable, readBack } from "@lumenflow/media";
import type { FileToSend } from "@lumenflow/telegram";

export interface PartFiles {
  readonly files: readonly FileToSend[];
  /** Why the bytes of one could not be used, once that is known. */
  fault(): string | undefined;
}

export function openPartFiles(
  uploads: Pick<Repositories["uploads"], "chunk">,
  { workspaceId, files }: Pick<ClaimedPart, "workspaceId" | "files">,
): PartFiles {
  let fault: string | undefined;

  async function* read(uploadId: string, sha256: string): AsyncGenerator<Uint8Array> {
    try {
      yield* readBack(uploads, { workspaceId, uploadId, sha256 });
    } catch (error) {
      if (error instanceof BytesUnusable) fault = error.message;
      throw error;
    }
  }

  return {
    files: files.map(({ uploadId, sha256, ...file }) => ({
      ...file,
      bytes: () => read(uploadId ?? "", sha256),
    })),
    fault: () => fault,
  };
}
