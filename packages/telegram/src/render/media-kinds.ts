/** What may be sent as what: the kinds of media, the bytes that fit each, and the names they get. */
import { MAX_FILE_BYTES, MAX_PHOTO_BYTES } from "../limits.ts";

/** Each is a parameter of its own method: `photo` of sendPhoto. */
export const mediaKinds = [
  "photo",
  "document",
  "video",
  "audio",
  "voice",
  "animation",
  "sticker",
] as const;
export type MediaKind = (typeof mediaKinds)[number];

interface Fitting {
  readonly maxBytes: number;
  /** Types of bytes that arrive as this kind, with the ending that Telegram goes by; null: any. */
  readonly types: Readonly<Record<string, string>> | null;
}

/** Bot API, sendPhoto to sendSticker: what it says would arrive as a plain file is no video, audio or voice here. */
const fittings: Record<MediaKind, Fitting> = {
  photo: {
    maxBytes: MAX_PHOTO_BYTES,
    types: { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif" },
  },
  document: { maxBytes: MAX_FILE_BYTES, types: null },
  video: { maxBytes: MAX_FILE_BYTES, types: { "video/mp4": "mp4" } },
  audio: { maxBytes: MAX_FILE_BYTES, types: { "audio/mpeg": "mp3", "audio/mp4": "m4a" } },
  voice: {
    maxBytes: MAX_FILE_BYTES,
    types: { "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a" },
  },
  animation: { maxBytes: MAX_FILE_BYTES, types: { "image/gif": "gif", "video/mp4": "mp4" } },
  sticker: {
    maxBytes: MAX_FILE_BYTES,
    types: { "image/webp": "webp", "application/x-tgsticker": "tgs", "video/webm": "webm" },
  },
};

/** Bytes that we hold, by what they are found to be. */
export interface MediaFile {
  /** Null where nothing is kept, as in a preview. */
  readonly uploadId: string | null;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly size: number;
  readonly mimeType: string;
  readonly fileName: string;
}

/** The most bytes that can be sent as this kind. */
export const mostBytes = (kind: MediaKind): number => fittings[kind].maxBytes;

/** Why the bytes would not arrive as this kind, or null. */
export function faultOfFile(kind: MediaKind, file: MediaFile): string | null {
  const { maxBytes, types } = fittings[kind];
  if (file.size === 0) return "The file is empty.";
  if (file.size > maxBytes) {
    return `The file has ${file.size} bytes; Telegram takes ${maxBytes} as ${kind}.`;
  }
  if (types === null || Object.hasOwn(types, file.mimeType)) return null;
  const fitting = Object.keys(types).join(", ");
  return `The file is ${file.mimeType}; as ${kind}, Telegram shows ${fitting}. Send it as a document.`;
}

/** The name under which Telegram gets the bytes; it goes by the ending. */
export function nameFor(kind: MediaKind, { mimeType, fileName }: MediaFile): string {
  const ending = fittings[kind].types?.[mimeType];
  if (ending === undefined || fileName.toLowerCase().endsWith(`.${ending}`)) return fileName;
  const stem = fileName.replace(/\.\w{1,5}$/, "");
  return `${stem === "" ? kind : stem}.${ending}`;
}
