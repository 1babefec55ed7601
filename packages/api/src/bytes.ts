/** Takes files in and gives them out as they are, without holding them. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type express from "express";
import { problem } from "./problem.ts";

export interface FileAnswer {
  readonly source: AsyncIterable<Uint8Array>;
  /** Absent where it is not known before the end. */
  readonly size?: number | undefined;
  readonly mimeType: string;
  readonly fileName: string;
  /** Names these bytes for ever; whoever has them asks with it whether they are still the ones. */
  readonly etag?: string | undefined;
  /** Seconds for which a browser need not ask again. */
  readonly freshFor?: number | undefined;
  /** `bytes 0-9/100` where the source is a part (206); null where parts could be asked for. */
  readonly contentRange?: string | null | undefined;
}

/** An answer that is a file. */
export class Bytes {
  readonly file: FileAnswer;
  constructor(file: FileAnswer) {
    this.file = file;
  }
}

/** What a browser may show in place; anything else could be a page that runs as ours. */
const shown = /^(image\/(jpeg|png|gif|webp)|video\/(mp4|webm)|audio\/(mpeg|mp4|ogg))$/;
/** What may say what it is, since it is never shown. */
const named = /^(text\/csv|application\/jsonl)(; charset=utf-8)?$/;

/** A body that is a file: read by whoever asks for the bytes, refused at once where it says too much. */
export function bodyOf(req: express.Request, mostBytes: number): AsyncIterable<Uint8Array> {
  if (Number(req.headers["content-length"] ?? 0) > mostBytes) {
    throw problem.unreadable(413, `The file is larger than ${mostBytes} bytes.`);
  }
  // As a form's upload it would arrive with the form around it.
  if (req.is("multipart/*")) {
    throw problem.unreadable(415, "The body is the file itself, not a form: send its bytes alone.");
  }
  if (req.headers["content-encoding"] !== undefined) {
    throw problem.unreadable(415, "Send the file as it is, without a Content-Encoding.");
  }
  return req;
}

/** Where no file is expected. */
export async function* noBytes(): AsyncGenerator<Uint8Array> {}

/** Breaks the connection off where the bytes end early: half a file must not look like a whole one. */
export async function serveBytes(
  res: express.Response,
  status: number,
  { source, size, mimeType, fileName, ...about }: FileAnswer,
): Promise<void> {
  const inline = shown.test(mimeType);
  const name = encodeURIComponent(fileName).replaceAll(/['()*]/g, percent);
  res.status(status).set({
    "content-type": inline || named.test(mimeType) ? mimeType : "application/octet-stream",
    ...(size !== undefined && { "content-length": String(size) }),
    "content-disposition": `${inline ? "inline" : "attachment"}; filename*=UTF-8''${name}`,
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": cacheControl(about),
    ...(about.etag !== undefined && { etag: about.etag }),
    ...(about.contentRange !== undefined && { "accept-ranges": "bytes" }),
    ...(about.contentRange && { "content-range": about.contentRange }),
  });
  await pipeline(Readable.from(source), res);
}

/** What has a name may be kept by the browser of whoever was shown it, and asked about again. */
export function cacheControl({ etag, freshFor }: Pick<FileAnswer, "etag" | "freshFor">): string {
  if (etag === undefined) return "no-store";
  return freshFor === undefined ? "private, no-cache" : `private, max-age=${freshFor}`;
}

const percent = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
