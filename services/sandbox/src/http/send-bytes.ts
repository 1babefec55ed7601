/** Sends a file, or the one range of it that was asked for. */
import type { IncomingMessage, ServerResponse } from "node:http";

export function sendBytes(
  req: IncomingMessage,
  res: ServerResponse,
  bytes: Buffer,
  headers: Record<string, string>,
): void {
  const common = { ...headers, "accept-ranges": "bytes" };
  const range = readRange(req.headers.range, bytes.length);
  if (range === undefined) {
    res.writeHead(200, { ...common, "content-length": bytes.length }).end(bytes);
    return;
  }
  const { start, end } = range;
  if (start > end) {
    res.writeHead(416, { ...common, "content-range": `bytes */${bytes.length}` }).end();
    return;
  }
  const part = bytes.subarray(start, end + 1);
  res
    .writeHead(206, {
      ...common,
      "content-range": `bytes ${start}-${end}/${bytes.length}`,
      "content-length": part.length,
    })
    .end(part);
}

/** Undefined where the whole file is meant; several ranges at once are not given. */
function readRange(header: string | undefined, size: number) {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || from + to === "") return undefined;
  if (from === "") return { start: Math.max(0, size - Number(to)), end: size - 1 };
  return { start: Number(from), end: to === "" ? size - 1 : Math.min(Number(to), size - 1) };
}
