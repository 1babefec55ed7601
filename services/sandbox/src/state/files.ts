/** Holds the files that bots have uploaded, as far as memory is given to them. */
import { randomBytes } from "node:crypto";
import type { Json } from "./types.ts";

export interface StoredFile {
  fileId: string;
  uniqueId: string;
  botId: number;
  /** What the message shows of it, such as file_name and mime_type. */
  size: number;
  path: string;
  bytes: Buffer;
  /** As whoever sent it said; empty where nobody did. */
  mimeType: string;
}

export interface Files {
  add(botId: number, kind: string, bytes: Buffer, name: string, mimeType?: string): StoredFile;
  /** File ids belong to one bot: another one's are unknown. */
  get(botId: number, fileId: string): StoredFile | undefined;
  byPath(botId: number, path: string): StoredFile | undefined;
}

export const fileJson = (file: StoredFile): Json => ({
  file_id: file.fileId,
  file_unique_id: file.uniqueId,
  ...(file.size > 0 ? { file_size: file.size } : {}),
});

/** Uploads beyond this are forgotten, oldest first; getFile then calls them unavailable. */
const MEMORY_LIMIT = 64 * 1024 * 1024;

/** Files are not kept across a restart; messages keep naming them. */
export function createFiles(): Files {
  const files = new Map<string, StoredFile>();
  let size = 0;

  return {
    add(botId, kind, bytes, name, mimeType = "") {
      const uniqueId = randomBytes(12).toString("base64url");
      const extension = /\.[\w]{1,8}$/.exec(name)?.[0] ?? "";
      const file: StoredFile = {
        fileId: `SBX_${botId}_${uniqueId}_${randomBytes(12).toString("base64url")}`,
        uniqueId,
        botId,
        size: bytes.length,
        path: `${kind}/file_${uniqueId}${extension}`,
        bytes,
        mimeType,
      };
      files.set(file.fileId, file);
      size += bytes.length;
      for (const [id, oldest] of files) {
        if (size <= MEMORY_LIMIT) break;
        files.delete(id);
        size -= oldest.size;
      }
      return file;
    },
    get(botId, fileId) {
      const file = files.get(fileId);
      return file?.botId === botId ? file : undefined;
    },
    byPath: (botId, path) =>
      [...files.values()].find((file) => file.botId === botId && file.path === path),
  };
}
