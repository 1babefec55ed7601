/** Takes a multipart/form-data body apart, as leniently as Bot API clients write it. */
import type { UploadedFile } from "./params.ts";

export interface MultipartBody {
  fields: [string, string][];
  files: UploadedFile[];
}

const CRLF = "\r\n";

/** Parts without a name, and everything behind a missing boundary, are left out. */
export function readMultipart(contentType: string, body: Buffer): MultipartBody {
  const fields: [string, string][] = [];
  const files: UploadedFile[] = [];
  for (const part of partsOf(body, boundaryOf(contentType))) {
    const headerEnd = part.indexOf(CRLF + CRLF);
    if (headerEnd < 0) continue;
    const headers = headersOf(part.subarray(0, headerEnd).toString("utf8"));
    const content = part.subarray(headerEnd + 4);
    const disposition = headers.get("content-disposition") ?? "";
    const field = parameter(disposition, "name");
    if (field === undefined) continue;
    const name = parameter(disposition, "filename");
    const mimeType = headers.get("content-type") ?? "";
    if (name === undefined) fields.push([field, content.toString("utf8")]);
    else files.push({ field, name, mimeType, bytes: Buffer.from(content) });
  }
  return { fields, files };
}

const boundaryOf = (contentType: string) => parameter(contentType, "boundary") ?? "";

function* partsOf(body: Buffer, boundary: string): Generator<Buffer> {
  if (!boundary) return;
  const first = Buffer.from(`--${boundary}`);
  const next = Buffer.from(`${CRLF}--${boundary}`);
  let from = body.indexOf(first);
  if (from < 0) return;
  from += first.length;
  for (;;) {
    // Behind a boundary there is a line break, or two dashes at the end.
    if (body.subarray(from, from + 2).toString() === "--") return;
    const start = body.indexOf(CRLF, from) + 2;
    const end = body.indexOf(next, start - 2);
    if (start < 2 || end < 0) return;
    yield body.subarray(start, end);
    from = end + next.length;
  }
}

function headersOf(text: string): Map<string, string> {
  return new Map(
    text.split(CRLF).map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** `name="value"` or `name=value` behind a semicolon; browsers write quotes inside as %22. */
function parameter(header: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, "i").exec(header);
  return (match?.[1] ?? match?.[2])?.replace(/\\(.)/g, "$1").replaceAll("%22", '"');
}
