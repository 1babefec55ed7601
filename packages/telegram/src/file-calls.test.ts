import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterEach, expect, test } from "vitest";
import { createBotApi } from "./bot-api.ts";
import { mostFileBytes } from "./file-calls.ts";
import { createTransport } from "./transport.ts";

const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

const token = `42:${"s".repeat(35)}`;

interface Played {
  /** What getFile says. */
  readonly file?: object;
  readonly download?: (req: IncomingMessage, res: ServerResponse) => void;
}

async function setup({ file, download }: Played) {
  const asked: string[] = [];
  const server = createServer((req, res) => {
    asked.push(req.url ?? "");
    if (req.url?.startsWith("/file/")) return download?.(req, res);
    res.setHeader("content-type", "application/json");
    res.end(JSON.stringify(file ?? { ok: true, result: { file_path: "photos/file 1.jpg" } }));
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  releases.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const transport = createTransport();
  releases.push(() => transport.close());
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, bot: createBotApi({ token, apiRoot, timeoutMs: 5_000, transport }) };
}

async function read(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test("a file comes from where getFile points, whole or the range that was asked for", async () => {
  const { bot, asked } = await setup({
    download(req, res) {
      if (req.headers.range === undefined) return res.end("hello");
      res.writeHead(206, { "content-range": "bytes 1-2/5", "content-length": 2 });
      return res.end("el");
    },
  });
  const whole = await bot.openFile("f");
  if (whole.kind !== "ok") throw new Error(JSON.stringify(whole));
  expect(await read(whole.result.bytes)).toBe("hello");
  const part = await bot.openFile("f", { range: "bytes=1-2" });
  if (part.kind !== "ok") throw new Error(JSON.stringify(part));
  expect(part.result).toMatchObject({ status: 206, size: 2, contentRange: "bytes 1-2/5" });
  expect(await read(part.result.bytes)).toBe("el");
  expect(asked[1]).toBe(`/file/bot${token}/photos/file%201.jpg`);
});

test.each([
  [
    "Telegram says that it is too big",
    { ok: false, error_code: 400, description: "Bad Request: file is too big" },
    413,
  ],
  ["its size says so", { ok: true, result: { file_path: "a", file_size: mostFileBytes + 1 } }, 413],
  ["the server keeps it on its own disk", { ok: true, result: { file_path: "/var/lib/a" } }, 410],
  ["the path would lead elsewhere", { ok: true, result: { file_path: "../../getMe" } }, 410],
  ["there is no path", { ok: true, result: {} }, 410],
])("nothing is asked for where %s", async (_why, file, code) => {
  const { bot, asked } = await setup({ file });
  expect(await bot.openFile("f")).toMatchObject({ kind: "refused", code });
  expect(asked).toHaveLength(1);
});

test.each([
  [404, { kind: "refused", code: 410 }],
  [416, { kind: "refused", code: 416 }],
  [302, { kind: "unknown", status: 302 }],
  [502, { kind: "unknown", status: 502 }],
])("a file server that answers %d gives no file", async (status, expected) => {
  const { bot } = await setup({
    download: (_req, res) => res.writeHead(status, { location: "http://127.0.0.1:1/" }).end("x"),
  });
  expect(await bot.openFile("f")).toMatchObject(expected);
});

test("a file that is larger than it may be, or breaks off, ends in an error that names no address", async () => {
  const piece = Buffer.alloc(1024 * 1024);
  const { bot } = await setup({
    async download(_req, res) {
      const pieces = Array.from({ length: mostFileBytes / piece.length + 1 }, () => piece);
      await pipeline(Readable.from(pieces), res).catch(() => {});
    },
  });
  const large = await bot.openFile("f");
  if (large.kind !== "ok") throw new Error(JSON.stringify(large));
  await expect(read(large.result.bytes)).rejects.toThrow(/larger than it may be/);

  const broken = await setup({
    download(_req, res) {
      res.writeHead(200, { "content-length": 10 });
      res.write("half");
      setImmediate(() => res.destroy());
    },
  });
  const half = await broken.bot.openFile("f");
  if (half.kind !== "ok") throw new Error(JSON.stringify(half));
  const error = await read(half.result.bytes).catch((reason: unknown) => reason);
  expect(error).toEqual(new Error("Telegram's file broke off"));
});

test("what cannot be reached is said without the address, which holds the token", async () => {
  const { bot } = await setup({ download: (_req, res) => res.destroy() });
  const answer = await bot.openFile("f");
  expect(answer.kind).toBe("unknown");
  expect(JSON.stringify(answer)).not.toContain(token);
});

test("a bot's own picture is the smallest of its sizes that is sharp", async () => {
  const size = (width: number) => ({ file_id: `w${width}`, width, height: width });
  const photos = [[size(640), size(160), size(320)], [size(1)]];
  const { bot } = await setup({ file: { ok: true, result: { total_count: 2, photos } } });
  expect(await bot.ownPicture("42")).toMatchObject({ kind: "ok", result: "w160" });
  const none = await setup({ file: { ok: true, result: { total_count: 0, photos: [] } } });
  expect(await none.bot.ownPicture("42")).toMatchObject({ kind: "ok", result: null });
});
