import { createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import {
  eventually,
  type Received,
  startEndpoint,
  startSandbox,
  stopAll,
} from "../testing/setup.ts";

afterEach(stopAll);

const idOf = ({ body }: Received) => JSON.parse(body).update_id as number;
const textOf = ({ body }: Received) => JSON.parse(body).message.text as string;

async function setup(answer?: Parameters<typeof startEndpoint>[0]) {
  const sandbox = await startSandbox();
  const endpoint = await startEndpoint(answer);
  const bot = await sandbox.bot();
  const set = (params: object = {}) => bot.call("setWebhook", { url: endpoint.url, ...params });
  const write = (text: string, more: object = {}) =>
    sandbox.control("POST", "/messages", { botId: bot.id, text, ...more });
  return { ...sandbox, endpoint, bot, set, write };
}

test("an update arrives with exactly Telegram's headers and bytes", async () => {
  const sandbox = await startSandbox();
  const bot = await sandbox.bot();
  const raw = Promise.withResolvers<string>();
  const server = createServer((socket: Socket) => {
    let text = "";
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      text += chunk;
      const [head = "", body = ""] = text.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
      if (body.length < length) return;
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      raw.resolve(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await bot.call("setWebhook", {
    url: `http://127.0.0.1:${port}/hook?key=k`,
    secret_token: "s3cret",
  });
  const queued = await sandbox.control("POST", "/messages", { botId: bot.id, text: "né😀" });

  const [head, body] = (await raw.promise).split("\r\n\r\n");
  server.close();
  expect(head?.split("\r\n")).toEqual([
    "POST /hook?key=k HTTP/1.1",
    `Host: 127.0.0.1:${port}`,
    "X-Telegram-Bot-Api-Secret-Token: s3cret",
    "Content-Type: application/json",
    `Content-Length: ${body?.length}`,
    "Connection: keep-alive",
    "Accept-Encoding: gzip, deflate",
  ]);
  expect(body).toBe(queued.text);
  expect(body).toMatch(
    /^\{"update_id":\d+,\n"message":\{"message_id":1,.*"text":"n\\u00e9\\ud83d\\ude00"\}\}$/,
  );
});

test("a failed update is sent again, at once and then after two seconds of the sandbox's time", async () => {
  let failures = 2;
  const { control, set, write, endpoint, bot } = await setup((_received, res) => {
    res.statusCode = failures-- > 0 ? 500 : 200;
    res.end();
  });
  await control("POST", "/clock", { scale: 20 });
  await set();
  await write("hello");
  await eventually(() => endpoint.received.length === 3);
  const [first, second, third] = endpoint.received as [Received, Received, Received];
  expect(new Set([first, second, third].map(idOf)).size).toBe(1);
  expect(third.at - second.at).toBeGreaterThanOrEqual(95);
  const { json } = await eventually(async () => {
    const answer = await control("GET", `/deliveries?botId=${bot.id}`);
    return answer.json.data.length === 3 ? answer : undefined;
  });
  expect(json.data).toMatchObject([
    { attempt: 1, status: 500, nextAttemptInMs: 0, outcome: "retry" },
    { attempt: 2, status: 500, nextAttemptInMs: 2_000, outcome: "retry" },
    { attempt: 3, status: 200, nextAttemptInMs: null, outcome: "delivered" },
  ]);
  const info = (await bot.call("getWebhookInfo")).json.result;
  expect(info).toMatchObject({
    pending_update_count: 0,
    last_error_message: "Wrong response from the webhook: 500 Internal Server Error",
  });
});

test("Retry-After is obeyed and redirects are not followed", async () => {
  let answered = 0;
  const { control, set, write, endpoint, bot } = await setup((_received, res) => {
    answered++;
    if (answered === 1) res.writeHead(302, { location: "/elsewhere", "retry-after": "7" });
    res.end();
  });
  await control("POST", "/clock", { scale: 100 });
  await set();
  await write("hello");
  await eventually(() => endpoint.received.length === 2);
  expect(endpoint.received.map(({ url }) => url)).toEqual(["/hook?key=abc", "/hook?key=abc"]);
  const { json } = await control("GET", `/deliveries?botId=${bot.id}`);
  expect(json.data[0]).toMatchObject({ status: 302, nextAttemptInMs: 7_000 });
});

test("one chat stays in order behind its failing head while other chats go on", async () => {
  let stuck = true;
  const { control, set, write, endpoint } = await setup((received, res) => {
    res.statusCode = stuck && textOf(received) === "a1" ? 500 : 200;
    res.end();
  });
  await control("POST", "/clock", { scale: 10 });
  const ada = (await control("POST", "/users", { firstName: "Ada" })).json.id;
  const bob = (await control("POST", "/users", { firstName: "Bob" })).json.id;
  await set();
  await write("warm-up");
  await eventually(() => endpoint.received.length === 1);
  for (const text of ["a1", "a2", "a3"]) await write(text, { fromUserId: ada });
  for (const text of ["b1", "b2", "b3"]) await write(text, { fromUserId: bob });
  const texts = () => endpoint.received.map(textOf);
  await eventually(() => texts().includes("b3"));
  expect(texts()).not.toContain("a2");
  stuck = false;
  await eventually(() => texts().includes("a3"));
  expect(texts().filter((text) => text.startsWith("b"))).toEqual(["b1", "b2", "b3"]);
  expect(texts().filter((text) => /^a[23]$/.test(text))).toEqual(["a2", "a3"]);
});

test("chats are delivered side by side, up to max_connections, never two of one chat", async () => {
  const inFlight = new Map<number, number>();
  let most = 0;
  let perChat = 0;
  const full = Promise.withResolvers<void>();
  const { control, set, write, endpoint } = await setup(async (received, res) => {
    const chat = JSON.parse(received.body).message.chat.id as number;
    inFlight.set(chat, (inFlight.get(chat) ?? 0) + 1);
    most = Math.max(
      most,
      [...inFlight.values()].reduce((sum, count) => sum + count, 0),
    );
    perChat = Math.max(perChat, inFlight.get(chat) ?? 0);
    // The first ones wait until as many as may be are under way, and a sixth has had time to come.
    if (most === 5) full.resolve();
    if (textOf(received) !== "warm-up") await full.promise;
    setTimeout(() => {
      inFlight.set(chat, (inFlight.get(chat) ?? 0) - 1);
      res.end();
    }, 20);
  });
  await set({ max_connections: 5 });
  await write("warm-up");
  await eventually(() => endpoint.received.length === 1);
  const users = await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const { json } = await control("POST", "/users", { firstName: `U${index}` });
      return json.id as string;
    }),
  );
  for (const round of [1, 2, 3]) {
    for (const fromUserId of users) await write(`${round}`, { fromUserId });
  }
  await eventually(() => endpoint.received.length === 31);
  expect(most).toBe(5);
  expect(perChat).toBe(1);
  for (const id of users) {
    const texts = endpoint.received
      .filter(({ body }) => JSON.parse(body).message.chat.id === Number(id))
      .map(textOf);
    expect(texts).toEqual(["1", "2", "3"]);
  }
});

test("two failing queues for each connection stall the whole webhook", async () => {
  const { control, set, write, endpoint } = await setup((received, res) => {
    res.statusCode = textOf(received) === "poison" ? 500 : 200;
    res.end();
  });
  await set({ max_connections: 1 });
  for (const name of ["A", "B"]) {
    const { json } = await control("POST", "/users", { firstName: name });
    await write("poison", { fromUserId: json.id });
  }
  await write("innocent");
  await control("POST", "/clock", { scale: 100 });
  await eventually(() => endpoint.received.length >= 8);
  expect(endpoint.received.map(textOf)).not.toContain("innocent");
});

test("an update that nobody takes in time is dropped", async () => {
  const { control, set, write, endpoint, bot } = await setup((_received, res) => {
    res.writeHead(500).end();
  });
  await set();
  const sent = (
    await bot.call("sendMessage", {
      chat_id: (await control("POST", "/users", { firstName: "Ada" })).json.id,
      text: "x",
      reply_markup: { inline_keyboard: [[{ text: "a", callback_data: "a" }]] },
    })
  ).json.result;
  await control("POST", "/clock", { scale: 2_000 });
  await control("POST", "/buttons", {
    botId: bot.id,
    chatId: String(sent.chat.id),
    messageId: sent.message_id,
    data: "a",
    fromUserId: String(sent.chat.id),
  });
  await eventually(
    async () => (await bot.call("getWebhookInfo")).json.result.pending_update_count === 0,
  );
  const { data } = (await control("GET", `/deliveries?botId=${bot.id}`)).json;
  expect(data).not.toContainEqual(expect.objectContaining({ outcome: "delivered" }));
  expect(data.at(0)).toMatchObject({ kind: "callback_query", outcome: "retry" });
  const attempts = endpoint.received.length;
  await write("next");
  await eventually(() => endpoint.received.length > attempts);
});

test("410 for longer than 23 hours removes the webhook", async () => {
  const { control, set, write, bot } = await setup((_received, res) => {
    res.writeHead(410).end();
  });
  await set();
  await control("POST", "/clock", { scale: 50_000 });
  await write("hello");
  await eventually(async () => (await bot.call("getWebhookInfo")).json.result.url === "");
});

test("an endpoint that does not answer in time fails, and what is gone is refused", async () => {
  const { control, set, write, bot, endpoint } = await setup(() => {});
  await control("POST", "/clock", { webhookTimeoutMs: 50 });
  await set();
  await write("hello");
  const message = async () => (await bot.call("getWebhookInfo")).json.result.last_error_message;
  await eventually(async () => (await message()) === "Read timeout expired");
  await endpoint.stop();
  await control("POST", "/clock", { scale: 1_000 });
  await eventually(async () => (await message()) === "Connection refused");
});

test("a method in the response is executed, its result is not told", async () => {
  const { control, set, write, bot } = await setup((received, res) => {
    const chatId = JSON.parse(received.body).message.chat.id;
    res.setHeader("content-type", "application/json");
    res.end(JSON.stringify({ method: "sendMessage", chat_id: chatId, text: "from the response" }));
  });
  await set();
  await write("hello");
  const call = await eventually(async () => {
    const { json } = await control("GET", `/calls?botId=${bot.id}&method=sendMessage`);
    return json.data[0];
  });
  expect(call).toMatchObject({ via: "webhook", applied: true });
});

test("setting a webhook again with drop_pending_updates forgets what waits", async () => {
  const { set, write, endpoint, bot } = await setup();
  await write("old");
  expect((await bot.call("getWebhookInfo")).json.result.pending_update_count).toBe(1);
  await set({ drop_pending_updates: true });
  await write("new");
  await eventually(() => endpoint.received.length === 1);
  expect(endpoint.received.map(textOf)).toEqual(["new"]);
});
