/** Receives a file piece by piece and keeps it, or forgets all of it. */
import { newId, type Repositories } from "@lumenflow/db";
import type { MediaFile } from "@lumenflow/telegram";
import { cleanFileName } from "./file-name.ts";
import { inspect } from "./inspect.ts";

export interface Incoming {
  readonly workspaceId: string;
  readonly createdBy: {
    readonly kind: "key" | "user" | "system";
    readonly id: string;
    readonly name: string;
  };
  readonly fileName: string;
  readonly maxBytes: number;
}

export interface KeptFile extends MediaFile {
  readonly uploadId: string;
}

export type Receive = (source: AsyncIterable<Uint8Array>, incoming: Incoming) => Promise<KeptFile>;

/** @throws EmptyFile, TooLarge, and whatever the source throws; nothing is kept then. */
export function createReceive(uploads: Repositories["uploads"]): Receive {
  return async (source, { workspaceId, createdBy, fileName: given, maxBytes }) => {
    const id = newId("upload");
    const fileName = cleanFileName(given);
    await uploads.begin({ id, workspaceId, fileName, createdBy });
    try {
      const onPiece = (bytes: Buffer, ordinal: number) =>
        uploads.addChunk(workspaceId, id, ordinal, bytes);
      const received = await inspect(source, { fileName, maxBytes, onPiece });
      if (!(await uploads.complete(workspaceId, id, received))) {
        throw new Error(`the upload ${id} took so long that it was given up`);
      }
      return { uploadId: id, fileName, ...received };
    } catch (error) {
      // What is left behind where this fails too, the keeper erases.
      await uploads.discard(workspaceId, id).catch(() => undefined);
      throw error;
    }
  };
}
