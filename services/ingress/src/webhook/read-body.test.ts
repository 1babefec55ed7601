import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type Body, discardBody, readBody } from "./read-body.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Sends raw HTTP and tells what the reader made of its body. */
async function setup(maxBytes: number) {
  const requests: IncomingMessage[] = [];
  const bodies: Body[] = [];
  const server = createServer((req, res) => {
    requests.push(req);
    readBody(req, maxBytes, (body) => {
      bodies.push(body);
      if (body !== "gone") res.end(String(body.length));
      discardBody(req);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => server.close());
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined);
  closers.push(() => socket.destroy());
  const answered = () => once(socket, "data");
  const head = (headers: string) =>
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`);
  return { socket, head, answered, bodies, requests };
}

test("reads a body of the exact size, in one piece or many", async () => {
  const { socket, head, answered, bodies } = await setup(10);
  head("Content-Length: 10");
  socket.write("01234");
  socket.write("56789");
  await answered();
  expect(String(bodies[0])).toBe("0123456789");
});

test("reads chunks whose length nobody announced", async () => {
  const { socket, head, answered, bodies } = await setup(10);
  head("Transfer-Encoding: chunked");
  socket.write("4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n");
  await answered();
  expect(String(bodies[0])).toBe("abcdef");
});

test("gives up on chunks as soon as they are too many, without waiting for the end", async () => {
  const { socket, head, answered, bodies } = await setup(10);
  head("Transfer-Encoding: chunked");
  socket.write("8\r\nabcdefgh\r\n8\r\nabcdefgh\r\n");
  await answered();
  expect(bodies).toEqual(["too-large"]);
});

test("refuses an announced length above the cap without reading", async () => {
  const { head, answered, bodies, requests } = await setup(10);
  head("Content-Length: 11");
  await answered();
  expect(bodies).toEqual(["too-large"]);
  expect(requests[0]?.complete).toBe(false);
});

test("notices when the caller hangs up in the middle", async () => {
  const { socket, head, bodies, requests } = await setup(10);
  head("Content-Length: 10");
  socket.write("0123");
  await expect.poll(() => requests.length).toBe(1);
  socket.destroy();
  await expect.poll(() => bodies).toEqual(["gone"]);
});

test("cuts a refused body that does not end", async () => {
  const { socket, head, answered } = await setup(10);
  head("Transfer-Encoding: chunked");
  const block = `${(64 * 1024).toString(16)}\r\n${"x".repeat(64 * 1024)}\r\n`;
  // `once` would reject at the reset that comes before.
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(block);
  await answered();
  const pour = () => {
    while (!socket.destroyed && socket.write(block));
  };
  socket.on("drain", pour);
  pour();
  await closed;
});
