import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { createLogger } from "@lumenflow/runtime";
import express from "express";
import { expect, onTestFinished, test, vi } from "vitest";
import { EventStream } from "./event-stream.ts";
import { operations } from "./operations.ts";
import type { Principal } from "./principal.ts";
import { problem } from "./problem.ts";
import { route, routes } from "./router.ts";

const principal: Principal = {
  kind: "key",
  id: "key_1",
  name: "test",
  workspaceId: "ws_1",
  scopes: ["updates:read"],
  mayDecideOwn: false,
};

/** Serves a stream of what `chunks` gives. */
async function serve(chunks: (over: AbortSignal) => AsyncGenerator<string>) {
  const caller = { refusal: undefined as Error | undefined, refused: 0 };
  const stop = new AbortController();
  const asked: (string | undefined)[] = [];
  const over = Promise.withResolvers<void>();
  const app = express();
  app.use(
    routes(
      [
        route(operations.streamUpdates, async ({ lastEventId }) => {
          asked.push(lastEventId);
          return { body: new EventStream({ chunks, until: stop.signal, ended: over.resolve }) };
        }),
      ],
      {
        logger: createLogger({ name: "test", level: "silent" }),
        async authenticate() {
          if (caller.refusal === undefined) return principal;
          caller.refused += 1;
          throw caller.refusal;
        },
      },
    ),
  );
  const server = createServer(app).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const get = (init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}/api/v1/updates/stream`, init);
  return { port, get, caller, stop, asked, ended: over.promise };
}

const untilOver = (over: AbortSignal) =>
  new Promise<void>((resolve) => over.addEventListener("abort", () => resolve()));

test("chunks are passed on as they come, and the last id is handed in", async () => {
  const { get, asked } = await serve(async function* () {
    yield "data: 1\n\n";
    yield "data: 2\n\n";
  });
  const answer = await get({ headers: { "last-event-id": "x" } });
  expect(answer.headers.get("x-request-id")).not.toBeNull();
  expect(await answer.text()).toBe("data: 1\n\ndata: 2\n\n");
  await (await get()).text();
  expect(asked).toEqual(["x", undefined]);
});

test("it ends soon after its caller may read no more, not while nobody can say", async () => {
  const { get, caller, ended } = await serve(async function* (over) {
    yield ":\n\n";
    await untilOver(over);
  });
  const answer = await get();
  caller.refusal = new Error("Postgres is away");
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  await vi.waitUntil(() => caller.refused > 0, { timeout: 5_000 });
  expect(isOver).toBe(false);
  caller.refusal = problem.expiredCredentials("This API key was revoked.");
  await ended;
  expect(await answer.text()).toBe(":\n\n");
});

test("it is over when its reader goes", async () => {
  const { get, ended } = await serve(async function* (over) {
    yield ":\n\n";
    await untilOver(over);
  });
  const connection = new AbortController();
  await get({ signal: connection.signal });
  connection.abort();
  await ended;
});

test("nothing more is asked for while the reader takes nothing, and it ends all the same", async () => {
  let given = 0;
  const { port, stop, ended } = await serve(async function* () {
    for (;;) {
      given += 1;
      yield `: ${"x".repeat(1_000_000)}\n\n`;
    }
  });
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  socket.write("GET /api/v1/updates/stream HTTP/1.1\r\nhost: x\r\n\r\n");
  await once(socket, "readable");
  stop.abort();
  await ended;
  // An endless source would never have come to this line, had it been read ahead.
  expect(given).toBeLessThan(100);
});

test("a source that fails ends it, and so does a look at the headers alone", async () => {
  const { get, ended } = await serve(async function* () {
    yield ":\n\n";
    throw new Error("broken");
  });
  const answer = await get({ method: "HEAD" });
  expect([answer.status, await answer.text()]).toEqual([200, ""]);
  await ended;
  expect(await (await get()).text()).toBe(":\n\n");
});
