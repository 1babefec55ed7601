/** Files that begin as real ones do, and a server to fetch them from. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

const file = (beginning: string, size: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(size).fill(0x2a);
  bytes.set(Buffer.from(beginning, "latin1").subarray(0, size));
  return bytes;
};

export const png = (size = 1_000) => file("\x89PNG\r\n\x1a\n", size);
export const jpeg = (size = 1_000) => file("\xff\xd8\xff\xe0", size);
export const mp4 = (size = 1_000) => file("\0\0\0\x18ftypisom", size);
export const mp3 = (size = 1_000) => file("ID3\x04", size);
export const opus = (size = 1_000) => file(`OggS${"\0".repeat(24)}OpusHead`, size);
export const webp = (size = 1_000) => file("RIFF\0\0\0\0WEBP", size);
export const pdf = (size = 1_000) => file("%PDF-1.7\n", size);

export interface FileServer {
  readonly origin: string;
  /** What was asked for, in order. */
  readonly paths: string[];
}

/** Answers as the test says, at loopback, which the test's installation allows. */
export async function serveFiles(
  answer: (path: string, res: ServerResponse, req: IncomingMessage) => void,
): Promise<FileServer> {
  const paths: string[] = [];
  const server = createServer((req, res) => {
    paths.push(req.url ?? "");
    answer(req.url ?? "", res, req);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths };
}
