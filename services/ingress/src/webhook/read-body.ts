/** Reads a request's body up to a size, whatever its headers claim. */
import type { IncomingMessage } from "node:http";

/** `gone`: the caller hung up before the end. */
export type Body = Buffer | "too-large" | "gone";

/** Calls back once, with the whole body or why there is none. */
export function readBody(
  req: IncomingMessage,
  maxBytes: number,
  settle: (body: Body) => void,
): void {
  if (Number(req.headers["content-length"] ?? 0) > maxBytes) {
    settle("too-large");
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  let settled = false;
  const give = (body: Body) => {
    if (settled) return;
    settled = true;
    settle(body);
  };
  // The listeners stay: taking them off costs more than a late event does, which settles nothing.
  req.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else give("too-large");
  });
  req.on("end", () => {
    const [only] = chunks;
    give(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
  });
  // An error that nobody listens for is not raised on a request: its close says as much.
  req.on("close", () => give("gone"));
}

/** Of a body that was refused, this much is read and dropped, so that the caller can hear the answer. */
const lingerBytes = 8 * 1024 * 1024;
const lingerMs = 5_000;

/** Drops what is left of a refused body; cuts the connection where there is no end to it. */
export function discardBody(req: IncomingMessage): void {
  if (req.complete) return;
  let left = lingerBytes;
  const cut = () => req.socket.destroy();
  const timer = setTimeout(cut, lingerMs);
  req.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) cut();
  });
  req.once("close", () => clearTimeout(timer));
  req.resume();
}
