/** Reads the file of a media message: an upload, a known file_id, or a URL. */
import type { UploadedFile } from "../../params/params.ts";
import { fileJson } from "../../state/files.ts";
import { pictureSize } from "../../state/picture-size.ts";
import type { Bot, Json } from "../../state/types.ts";
import { ApiError, badRequest } from "../errors.ts";
import type { MethodCall, MethodDeps } from "../method.ts";

const PHOTO_LIMIT = 10 * 1024 * 1024;
const UPLOAD_LIMIT = 50 * 1024 * 1024;
const NO_BYTES = Buffer.alloc(0);

/**
 * What the message shows of the file. A URL is not fetched (the sandbox works without internet): it
 * counts as a file of unknown size. Throws ApiError.
 */
export function readFile(
  deps: Pick<MethodDeps, "files">,
  { bot, params }: MethodCall,
  kind: string,
  value: string,
  upload: UploadedFile | undefined,
): Json {
  const attached = value.startsWith("attach://") ? params.file(value.slice(9)) : upload;
  if (attached) {
    if (attached.bytes.length === 0) throw badRequest("file must be non-empty");
    const limit = kind === "photo" ? PHOTO_LIMIT : UPLOAD_LIMIT;
    if (attached.bytes.length > limit) throw new ApiError(413, "Request Entity Too Large");
    return keepFile(deps, bot, kind, attached);
  }
  if (/^https?:\/\//i.test(value)) {
    if (!URL.canParse(value)) throw badRequest("wrong file identifier/HTTP URL specified");
    const name = new URL(value).pathname.split("/").at(-1) ?? "";
    return { ...named(kind, name, ""), ...fileJson(deps.files.add(bot.id, kind, NO_BYTES, name)) };
  }
  if (!value) throw badRequest(`there is no ${kind} in the request`);
  const known = deps.files.get(bot.id, value);
  if (!known) throw badRequest("wrong file identifier/HTTP URL specified");
  return fileJson(known);
}

/** Keeps a file for a bot to fetch, and says what a message shows of it. */
export function keepFile(
  { files }: Pick<MethodDeps, "files">,
  bot: Bot,
  kind: string,
  { name, mimeType, bytes }: Pick<UploadedFile, "name" | "mimeType" | "bytes">,
): Json {
  const file = files.add(bot.id, kind, bytes, name, mimeType);
  const size = kind === "photo" ? pictureSize(bytes) : undefined;
  return { ...named(kind, name, mimeType), ...fileJson(file), ...size };
}

function named(kind: string, name: string, mimeType: string): Json {
  if (kind === "photo" || kind === "sticker" || kind === "voice" || !name) return {};
  return { file_name: name, ...(mimeType ? { mime_type: mimeType } : {}) };
}
