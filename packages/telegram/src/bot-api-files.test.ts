import type { AddressInfo } from "node:net";
import { createServer as createTcpServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createBotApi } from "./bot-api.ts";
import { classify } from "./classify.ts";
import type { FileToSend } from "./multipart.ts";
import { createTransport } from "./transport.ts";

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

/** A server that shows every byte, and a client of it. */
async function setup(onBytes: (socket: Socket, all: Buffer) => void, timeoutMs = 5_000) {
  let received = Buffer.alloc(0);
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      onBytes(socket, received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  releases.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  const transport = createTransport();
  releases.push(() => transport.close());
  const { port } = server.address() as AddressInfo;
  const api = createBotApi({
    token: "1:x",
    apiRoot: `http://127.0.0.1:${port}`,
    timeoutMs,
    transport,
  });
  return { api, received: () => received };
}

const file = (bytes: FileToSend["bytes"], size: number): FileToSend => ({
  name: "file0",
  fileName: 'a "b".jpg',
  mimeType: "image/jpeg",
  size,
  bytes,
});

async function* pieces(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield Buffer.alloc(size, 97 + index);
}

const params = {
  chat_id: "42",
  photo: "attach://file0",
  caption_entities: [{ type: "bold" }],
  none: null,
};
const yes =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 39\r\n\r\n{"ok":true,"result":{"message_id":"7"}}';

test("parameters and bytes go out as one multipart body of the length that was promised", async () => {
  const { api, received } = await setup((socket, all) => {
    if (all.toString("latin1").endsWith("--\r\n")) socket.write(yes);
  });
  const answer = await api.call("sendPhoto", params, { files: [file(() => pieces(3, 2), 6)] });
  expect(answer).toMatchObject({ kind: "ok", result: { message_id: "7" } });
  const text = received().toString("latin1");
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  const boundary = /boundary=(\w+)/.exec(head)?.[1];
  expect(Number(/content-length: (\d+)/i.exec(head)?.[1])).toBe(body.length);
  expect(body.replaceAll(boundary ?? "", "B")).toBe(
    [
      '--B\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n42',
      '--B\r\nContent-Disposition: form-data; name="photo"\r\n\r\nattach://file0',
      '--B\r\nContent-Disposition: form-data; name="caption_entities"\r\n\r\n[{"type":"bold"}]',
      '--B\r\nContent-Disposition: form-data; name="file0"; filename="a %22b%22.jpg"\r\n' +
        "Content-Type: image/jpeg\r\n\r\naabbcc",
      "--B--\r\n",
    ].join("\r\n"),
  );
});

test("bytes that break off break the request: it is never whole, and was certainly not executed", async () => {
  const { api, received } = await setup(() => {});
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(100_000, 97);
    throw new Error("gone");
  }
  const answer = await api.call("sendPhoto", params, { files: [file(broken, 200_000)] });
  expect(answer).toMatchObject({ kind: "unknown", written: false, brokenOff: true });
  expect(received().toString("latin1")).not.toContain("--\r\n");
  expect(classify({ method: "sendPhoto", answer })).toMatchObject({
    class: "not_delivered_retry",
    code: "upload_broken_off",
  });
});

test("fewer or more bytes than promised never make a request either", async () => {
  for (const size of [5, 7]) {
    const { api } = await setup((socket, all) => {
      if (all.toString("latin1").endsWith("--\r\n")) socket.write(yes);
    });
    const answer = await api.call("sendPhoto", params, { files: [file(() => pieces(3, 2), size)] });
    expect(answer).toMatchObject({ kind: "unknown" });
  }
});

test("a time-out while the bytes go out is no doubt", async () => {
  const { api } = await setup((socket) => socket.pause(), 300);
  const endless = file(() => pieces(400, 100_000), 40_000_000);
  const answer = await api.call("sendPhoto", params, { files: [endless] });
  expect(answer).toMatchObject({ kind: "unknown", written: false, brokenOff: true });
});

test("a time-out after the last byte is a doubt", async () => {
  const { api } = await setup(() => {}, 300);
  const answer = await api.call("sendPhoto", params, { files: [file(() => pieces(3, 2), 6)] });
  expect(answer).toMatchObject({ kind: "unknown", written: true, brokenOff: false });
  expect(classify({ method: "sendPhoto", answer })).toMatchObject({ class: "uncertain" });
});

test("an answer that comes before the bytes are out is believed where it is one, else tried again", async () => {
  const early = (status: string, body: string) =>
    setup((socket) => {
      socket.pause();
      socket.end(
        `HTTP/1.1 ${status}\r\nContent-Type: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    });
  const endless = () => file(() => pieces(400, 100_000), 40_000_000);
  const refusal = await early(
    "413 Too Large",
    '{"ok":false,"error_code":413,"description":"Too Large"}',
  );
  const refused = await refusal.api.call("sendPhoto", params, { files: [endless()] });
  expect(classify({ method: "sendPhoto", answer: refused }).class).toBe("failed_message");
  const page = await early("502 Bad Gateway", "<html>");
  const answer = await page.api.call("sendPhoto", params, { files: [endless()] });
  expect(classify({ method: "sendPhoto", answer })).toMatchObject({
    class: "not_delivered_retry",
    code: "upload_broken_off",
  });
});
