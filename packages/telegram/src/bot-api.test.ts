import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import type { Answer } from "./answer.ts";
import { createBotApi } from "./bot-api.ts";
import type { FileToSend } from "./multipart.ts";
import { createTransport } from "./transport.ts";

const SECRET = "AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr";
const TOKEN = `7000000001:${SECRET}`;

const releases: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A Bot API server that does what the test says, and a client of it. */
async function setup(
  handler: Handler,
  options: { timeoutMs?: number; maxAnswerBytes?: number } = {},
) {
  const requests: { url: string; body: string; headers: IncomingMessage["headers"] }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    requests.push({ url: request.url ?? "", body, headers: request.headers });
    handler(request, response, body);
  });
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  releases.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  const api = client(`http://127.0.0.1:${port}`, options);
  return { api, requests, sockets, port };
}

function client(apiRoot: string, options: { timeoutMs?: number; maxAnswerBytes?: number } = {}) {
  const transport = createTransport({
    connectTimeoutMs: 1_000,
    maxAnswerBytes: options.maxAnswerBytes,
  });
  releases.push(() => transport.close());
  return createBotApi({ token: TOKEN, apiRoot, timeoutMs: options.timeoutMs ?? 5_000, transport });
}

/** A TCP server that handles its sockets by itself. */
async function tcp(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  releases.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = (status: number, value: unknown, headers: Record<string, string> = {}): Handler => {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(value));
  };
};

const page = (status: number, body: string): Handler => {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "text/html" });
    response.end(body);
  };
};

const params = { chat_id: "42", text: "hello" };

function expectNoToken(value: unknown) {
  const text = inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value);
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain(SECRET.slice(0, 20));
}

describe("a call that Telegram answers", () => {
  it("gives the result, and sends what it was given", async () => {
    const { api, requests } = await setup(json(200, { ok: true, result: { message_id: 5 } }));
    const answer = await api.call("sendMessage", params);
    expect(answer).toMatchObject({ kind: "ok", result: { message_id: 5 } });
    expect(requests[0]).toMatchObject({
      url: `/bot${TOKEN}/sendMessage`,
      headers: { "content-type": "application/json" },
    });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual(params);
    expectNoToken(api);
  });

  it("gives a refusal with its parameters", async () => {
    const parameters = { migrate_to_chat_id: -1001234567890 };
    const description = "Bad Request: group chat was upgraded to a supergroup chat";
    const { api } = await setup(json(400, { ok: false, error_code: 400, description, parameters }));
    expect(await api.call("sendMessage", params)).toEqual({
      kind: "refused",
      code: 400,
      description,
      parameters,
      retryAfterSeconds: undefined,
      elapsedMs: expect.any(Number),
    });
  });

  it("keeps every digit of ids beyond 2^53", async () => {
    const { api } = await setup((_request, response) => {
      response.end('{"ok":true,"result":{"message_id":1,"chat":{"id":-1009007199254740993123}}}');
    });
    const answer = await api.call("sendMessage", params);
    expect(answer).toMatchObject({ result: { chat: { id: "-1009007199254740993123" } } });
  });

  it.each<[string, unknown, Record<string, string>, number]>([
    ["the parameters", { parameters: { retry_after: 7 } }, { "retry-after": "9" }, 7],
    ["the header", {}, { "retry-after": "9" }, 9],
    ["the words", { description: "Too Many Requests: retry after 11" }, {}, 11],
  ])("takes the wait of a 429 from %s", async (_from, more, headers, seconds) => {
    const body = {
      ok: false,
      error_code: 429,
      description: "Too Many Requests",
      ...(more as object),
    };
    const { api } = await setup(json(429, body, headers));
    expect(await api.call("sendMessage", params)).toMatchObject({
      kind: "refused",
      code: 429,
      retryAfterSeconds: seconds,
    });
  });

  it("keeps its connections for the next calls, and does many at once", async () => {
    const { api, sockets } = await setup(json(200, { ok: true, result: true }));
    for (let count = 0; count < 20; count++) await api.call("sendChatAction", params);
    // undici frees a connection a tick after its answer, so that two take turns.
    expect(sockets.size).toBeLessThanOrEqual(2);
    const many = await Promise.all(Array.from({ length: 20 }, () => api.call("sendChatAction")));
    expect(many.every(({ kind }) => kind === "ok")).toBe(true);
  });
});

describe("a call that certainly did not reach Telegram", () => {
  const notWritten = { kind: "unknown", written: false };

  it("says so when the port refuses", async () => {
    const { port } = await setup(() => {});
    for (const release of releases.splice(0).reverse()) await release();
    const answer = await client(`http://127.0.0.1:${port}`).call("sendMessage", params);
    expect(answer).toMatchObject(notWritten);
    expect((answer as Unknown).cause).toContain("ECONNREFUSED");
    expectNoToken(answer);
  });

  it("says so when the name does not resolve", async () => {
    const answer = await client("http://nowhere.invalid").call("sendMessage", params);
    expect(answer).toMatchObject(notWritten);
    expectNoToken(answer);
  });

  it("says so when TLS fails", async () => {
    const { port, requests } = await setup(() => {});
    const answer = await client(`https://127.0.0.1:${port}`).call("sendMessage", params);
    expect(answer).toMatchObject(notWritten);
    expect(requests).toEqual([]);
    expectNoToken(answer);
  });

  it("says so when the time runs out before TLS is done, and sends nothing later", async () => {
    const received: Buffer[] = [];
    const host = await tcp((socket) => socket.on("data", (chunk) => received.push(chunk)));
    const answer = await client(`https://${host}`, { timeoutMs: 200 }).call("sendMessage", params);
    expect(answer).toMatchObject(notWritten);
    expect(Buffer.concat(received).toString("latin1")).not.toContain("sendMessage");
    expectNoToken(answer);
  });

  it("says so when it was given up before it began", async () => {
    const { api, requests } = await setup(json(200, { ok: true, result: true }));
    const answer = await api.call("sendMessage", params, { signal: AbortSignal.abort() });
    expect(answer).toMatchObject(notWritten);
    expect(requests).toEqual([]);
  });

  /** A call has the only connection and is answered when `free` is called. */
  async function onlyConnectionTaken() {
    let answer: (() => void) | undefined;
    const { port, requests } = await setup((_request, response) => {
      answer = () => response.end('{"ok":true,"result":true}');
    });
    const transport = createTransport({ connections: 1 });
    releases.push(() => transport.close());
    const options = { token: TOKEN, apiRoot: `http://127.0.0.1:${port}`, transport };
    const patient = createBotApi({ ...options, timeoutMs: 5_000 }).call("sendMessage", params);
    await expect.poll(() => answer).toBeDefined();
    return { options, patient, requests, free: () => answer?.() };
  }

  it("says so when it waited for a connection, and never sends it afterwards", async () => {
    const { options, patient, free, requests } = await onlyConnectionTaken();
    const hasty = await createBotApi({ ...options, timeoutMs: 50 }).call("sendMessage", params);
    expect(hasty).toMatchObject(notWritten);
    free();
    expect(await patient).toMatchObject({ kind: "ok" });
    const next = createBotApi({ ...options, timeoutMs: 5_000 }).call("getMe");
    await expect.poll(() => requests.length).toBe(2);
    expect(requests[1]?.url).toContain("/getMe");
    free();
    await next;
  });

  const aFile = {
    ...{ name: "f", fileName: "f.txt", mimeType: "text/plain", size: 1 },
    async *bytes() {
      yield Buffer.from("a");
    },
  };

  it.each<{ what: string; files: FileToSend[] }>([
    { what: "parameters alone", files: [] },
    { what: "a file", files: [aFile] },
  ])("is left out where it cannot begin in time, with $what", async ({ files }) => {
    const { options, patient, free, requests } = await onlyConnectionTaken();
    const beginBy = performance.now();
    const late = createBotApi(options).call("sendMessage", params, {
      beginBy,
      files,
    });
    free();
    expect(await patient).toMatchObject({ kind: "ok" });
    expect(await late).toMatchObject({ ...notWritten, cause: expect.stringContaining("in time") });
    expect(requests).toHaveLength(1);
  });
});

type Unknown = Extract<Answer, { kind: "unknown" }>;

describe("a call that may have reached Telegram", () => {
  const written = { kind: "unknown", written: true };

  it("says so when the connection drops before anything comes back", async () => {
    const host = await tcp((socket) => socket.once("data", () => socket.destroy()));
    const answer = await client(`http://${host}`).call("sendMessage", params);
    expect(answer).toMatchObject({ ...written, status: undefined });
    expectNoToken(answer);
  });

  it("says so when the connection is reset", async () => {
    const host = await tcp((socket) => socket.once("data", () => socket.resetAndDestroy()));
    expect(await client(`http://${host}`).call("sendMessage", params)).toMatchObject(written);
  });

  it("says so when the server executes and then drops the connection", async () => {
    const { api, requests } = await setup((request) => request.socket.destroy());
    expect(await api.call("sendMessage", params)).toMatchObject(written);
    expect(requests).toHaveLength(1);
  });

  it("says so when the answer breaks off in the middle", async () => {
    const { api } = await setup((request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write('{"ok":true,', () => request.socket.destroy());
    });
    expect(await api.call("sendMessage", params)).toMatchObject({ ...written, status: 200 });
  });

  it("says so when Telegram takes too long", async () => {
    const { api } = await setup(() => {}, { timeoutMs: 150 });
    const answer = await api.call("sendMessage", params);
    expect(answer).toMatchObject(written);
    expect((answer as Unknown).cause).toContain("timed out");
    expect(answer.elapsedMs).toBeGreaterThanOrEqual(140);
    expectNoToken(answer);
  });

  it("says so when the caller gives up meanwhile", async () => {
    const { api, requests } = await setup(() => {});
    const giveUp = new AbortController();
    const answer = api.call("sendMessage", params, { signal: giveUp.signal });
    await expect.poll(() => requests.length).toBe(1);
    giveUp.abort();
    expect(await answer).toMatchObject(written);
  });

  it.each<[string, Handler, number]>([
    ["a 502 page", page(502, `<html>upstream /bot${TOKEN}/sendMessage failed</html>`), 502],
    ["an empty 413", page(413, ""), 413],
    ["a 429 page", page(429, "<html>slow down</html>"), 429],
    ["an unreadable 200", page(200, `<html>welcome to /bot${TOKEN}/</html>`), 200],
    ["a 200 that says neither yes nor no", json(200, { hello: 1 }), 200],
    ["a 200 that is a list", json(200, []), 200],
    ["a yes without a result", json(200, { ok: true }), 200],
    ["a yes under a 502", json(502, { ok: true, result: true }), 502],
    ["a redirect", page(302, ""), 302],
  ])("keeps the status of %s", async (_name, handler, status) => {
    const { api, requests } = await setup(handler);
    const answer = await api.call("sendMessage", params);
    expect(answer).toMatchObject({ ...written, status });
    expect(requests).toHaveLength(1);
    expectNoToken(answer);
  });

  it("does not read an answer beyond its bound", async () => {
    const huge = JSON.stringify({ ok: true, result: "x".repeat(200_000) });
    const { api } = await setup(page(200, huge), { maxAnswerBytes: 100_000 });
    const answer = await api.call("sendMessage", params);
    expect(answer).toMatchObject({ ...written, status: 200 });
    expect((answer as Unknown).cause).toContain("larger than 100000 bytes");
  });
});

it("waits for calls under way before it closes, and calls nothing afterwards", async () => {
  let answer: (() => void) | undefined;
  const { port, requests } = await setup((_request, response) => {
    answer = () => response.end('{"ok":true,"result":true}');
  });
  const api = createBotApi({ token: TOKEN, apiRoot: `http://127.0.0.1:${port}` });
  const call = api.call("sendMessage", params);
  await expect.poll(() => answer).toBeDefined();
  const closed = api.close();
  answer?.();
  await closed;
  expect(await call).toMatchObject({ kind: "ok" });
  expect(await api.call("sendMessage", params)).toMatchObject({ kind: "unknown", written: false });
  expect(requests).toHaveLength(1);
});

it("keeps the token out of a refusal that quotes it", async () => {
  const description = `Not Found: /bot${TOKEN}/sendMessage ${encodeURIComponent(TOKEN)}`;
  const { api } = await setup(json(404, { ok: false, error_code: 404, description }));
  const answer = await api.call("sendMessage", params);
  expect(answer).toMatchObject({ kind: "refused", code: 404 });
  expectNoToken(answer);
});

describe("the typed calls", () => {
  it("say who the bot is", async () => {
    const result = { id: 7000000001, is_bot: true, first_name: "Echo", username: "echo_bot" };
    const { api } = await setup(json(200, { ok: true, result }));
    const answer = await api.getMe();
    expect(answer).toMatchObject({
      kind: "ok",
      result: { id: "7000000001", username: "echo_bot", name: "Echo" },
    });
  });

  it("can be given up like any other", async () => {
    const { api, requests } = await setup(() => {});
    const giveUp = new AbortController();
    const options = { signal: giveUp.signal };
    const answers = [
      api.getMe(options),
      api.getWebhookInfo(options),
      api.deleteWebhook({}, options),
    ];
    await expect.poll(() => requests.length).toBe(3);
    giveUp.abort();
    for (const answer of answers) expect((await answer).kind).toBe("unknown");
  });

  it("do not believe a yes of another shape", async () => {
    const { api } = await setup(json(200, { ok: true, result: { id: "x" } }));
    for (const answer of [
      await api.getMe(),
      await api.getWebhookInfo(),
      await api.deleteWebhook(),
    ]) {
      expect(answer).toMatchObject({ kind: "unknown", status: 200 });
    }
  });

  it("set a webhook with an explicit list of updates", async () => {
    const { api, requests } = await setup(json(200, { ok: true, result: true }));
    const webhook = { url: "https://example.org/w", secretToken: "s", allowedUpdates: ["message"] };
    expect(await api.setWebhook({ ...webhook, dropPendingUpdates: true })).toMatchObject({
      kind: "ok",
      result: true,
    });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
      url: "https://example.org/w",
      secret_token: "s",
      allowed_updates: ["message"],
      drop_pending_updates: true,
    });
  });

  it("read what Telegram says about the webhook", async () => {
    const result = {
      url: "https://example.org/w?key=k",
      has_custom_certificate: false,
      pending_update_count: 3,
      last_error_date: 1_780_000_000,
      last_error_message: "Connection refused",
      max_connections: 40,
    };
    const { api } = await setup(json(200, { ok: true, result }));
    expect(await api.getWebhookInfo()).toMatchObject({
      result: {
        url: "https://example.org/w?key=k",
        pendingUpdateCount: 3,
        lastErrorDate: 1_780_000_000,
        lastErrorMessage: "Connection refused",
        maxConnections: 40,
        ipAddress: null,
        allowedUpdates: null,
      },
    });
  });
});

describe("getUpdates", () => {
  const asked = { limit: 100, timeoutSeconds: 20, allowedUpdates: ["message", "poll"] };

  it("gives every update in Telegram's own words", async () => {
    const texts = ['{"update_id":7,\n"message":{"id":12345678901234567890}}', '{"update_id":8}'];
    const { api, requests } = await setup((_request, response) =>
      response.end(`{"ok":true,"result":[${texts.join(",")}]}`),
    );
    expect(await api.getUpdates({ ...asked, offset: "7" })).toMatchObject({
      kind: "ok",
      result: texts,
    });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
      offset: "7",
      limit: 100,
      timeout: 20,
      allowed_updates: ["message", "poll"],
    });
  });

  it("confirms nothing where no offset is given", async () => {
    const { api, requests } = await setup((_request, response) =>
      response.end('{"ok":true,"result":[]}'),
    );
    expect(await api.getUpdates(asked)).toMatchObject({ kind: "ok", result: [] });
    expect(JSON.parse(requests[0]?.body ?? "")).not.toHaveProperty("offset");
  });

  it("is refused as any call is", async () => {
    const { api } = await setup((_request, response) => {
      response.writeHead(409);
      response.end('{"ok":false,"error_code":409,"description":"Conflict: terminated"}');
    });
    expect(await api.getUpdates(asked)).toMatchObject({ kind: "refused", code: 409 });
  });

  it.each(['{"ok":true,"result":{}}', '{"ok":true}', '{"ok":true,"result":[', "<html>"])(
    "%s is no answer to it",
    async (body) => {
      const { api } = await setup((_request, response) => response.end(body));
      expect(await api.getUpdates(asked)).toMatchObject({ kind: "unknown", written: true });
    },
  );
});
