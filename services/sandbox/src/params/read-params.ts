/** Reads a Bot API call's parameters from query string, urlencoded, JSON or multipart body. */
import type { IncomingMessage } from "node:http";
import { BodyTooLarge, readBody } from "../http/body.ts";
import { type MultipartBody, readMultipart } from "./multipart.ts";
import { createParams, jsonParams, type Params } from "./params.ts";

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
    const { fields, files } = multipart(contentType, body);
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

function multipart(contentType: string, body: Buffer): MultipartBody {
  const form = readMultipart(contentType, body);
  const size = form.fields.reduce(
    (sum, [field, value]) => sum + field.length + Buffer.byteLength(value),
    0,
  );
  if (size > PARAMETERS_LIMIT) throw new BodyTooLarge();
  return form;
}
