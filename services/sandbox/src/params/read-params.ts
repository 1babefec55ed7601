/** Reads a Bot API call's parameters from query string, urlencoded, JSON or multipart body. */
import type { IncomingMessage } from "node:http";
import { BodyTooLarge, readBody } from "../http/body.ts";
import { createParams, jsonParams, type Params, type UploadedFile } from "./params.ts";

/** 1 MiB of parameters in total (TELEGRAM.md §1.8); files do not count towards it. */
const PARAMETERS_LIMIT = 1024 * 1024;
/** What the hosted server takes for one upload. */
const UPLOAD_LIMIT = 50 * 1024 * 1024;

/** Throws BodyTooLarge. A body that cannot be read counts as empty, as on the real server. */
export async function readParams(req: IncomingMessage, query: URLSearchParams): Promise<Params> {
  const type = (req.headers["content-type"] ?? "").toLowerCase();
  const multipart = type.startsWith("multipart/form-data");
  const body = await readBody(req, multipart ? UPLOAD_LIMIT + PARAMETERS_LIMIT : PARAMETERS_LIMIT);
  return paramsFrom(query, req.headers["content-type"] ?? "", body);
}

/** The same for a body already read, such as a webhook's response. */
export async function paramsFrom(
  query: URLSearchParams,
  contentType: string,
  body: Buffer,
): Promise<Params> {
  const type = contentType.toLowerCase();
  if (type.startsWith("application/json")) {
    return createParams([query, membersOrNothing(body.toString("utf8"))]);
  }
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return createParams([query, new URLSearchParams(body.toString("utf8"))]);
  }
  if (type.startsWith("multipart/form-data")) {
    const { fields, files } = await multipart(contentType, body);
    return createParams([query, fields], files);
  }
  return createParams([query]);
}

/** Malformed JSON is no error for Telegram: the method runs without it. */
function membersOrNothing(text: string): Iterable<readonly [string, string]> {
  try {
    return jsonParams(text);
  } catch {
    return [];
  }
}

async function multipart(contentType: string, body: Buffer) {
  const fields: [string, string][] = [];
  const files: UploadedFile[] = [];
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": contentType },
  })
    .formData()
    .catch(() => new FormData());
  let size = 0;
  for (const [field, value] of form) {
    if (typeof value === "string") {
      size += field.length + Buffer.byteLength(value);
      if (size > PARAMETERS_LIMIT) throw new BodyTooLarge();
      fields.push([field, value]);
    } else {
      const bytes = Buffer.from(await value.arrayBuffer());
      files.push({ field, name: value.name, mimeType: value.type, bytes });
    }
  }
  return { fields, files };
}
