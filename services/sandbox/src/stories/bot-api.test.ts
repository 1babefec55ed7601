import { afterEach, expect, test } from "vitest";
import { startSandbox, stopAll } from "../testing/setup.ts";

afterEach(stopAll);

async function setup(deps = {}) {
  const { origin, control, bot } = await startSandbox(deps);
  const mine = await bot();
  const { json: user } = await control("POST", "/users", { firstName: "Ada" });
  const path = (method: string) => `${origin}/sandbox/bot${mine.token}/${method}`;
  return { origin, control, bot, mine, path, userId: user.id as string };
}

test("a bot's token carries the sandbox's mark and opens getMe", async () => {
  const { mine } = await setup();
  expect(mine.token).toMatch(/^\d+:SANDBOX_[\w-]{24,}$/);
  const { status, json } = await mine.call("getMe");
  expect(status).toBe(200);
  expect(json).toMatchObject({
    ok: true,
    result: { id: Number(mine.id), is_bot: true, first_name: "Test", username: mine.username },
  });
});

test("a message that a bot sends comes back whole and stands in the chat", async () => {
  const { control, mine, userId } = await setup();
  const { json } = await mine.call("SENDMESSAGE", {
    chat_id: userId,
    text: "<b>Hi</b>",
    parse_mode: "HTML",
    reply_markup: { inline_keyboard: [[{ text: "Yes", callback_data: "y" }]] },
  });
  expect(json.result).toMatchObject({
    message_id: 1,
    from: { id: Number(mine.id), is_bot: true },
    chat: { id: Number(userId), first_name: "Ada", type: "private" },
    text: "Hi",
    entities: [{ type: "bold", offset: 0, length: 2 }],
    reply_markup: { inline_keyboard: [[{ text: "Yes", callback_data: "y" }]] },
  });
  const shown = await control("GET", `/chats/${userId}/messages?botId=${mine.id}`);
  expect(shown.json.data).toMatchObject([{ message_id: 1, text: "Hi", sentByBotId: mine.id }]);
});

test("query string, form, JSON and GET all work, and the query wins", async () => {
  const { control, mine, path, userId } = await setup();
  await control("POST", "/limits", { chat: null });
  const texts = [
    await fetch(`${path("sendMessage")}?chat_id=${userId}&text=from-get`),
    await fetch(path("sendMessage"), {
      method: "POST",
      body: new URLSearchParams({ chat_id: userId, text: "from-form" }),
    }),
    await fetch(`${path("sendmessage")}?text=from-query`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ chat_id: Number(userId), text: "from-json" }),
    }),
  ];
  const answers = await Promise.all(texts.map((response) => response.json()));
  expect(answers.map((answer) => (answer as { result: { text: string } }).result.text)).toEqual([
    "from-get",
    "from-form",
    "from-query",
  ]);
  expect((await control("GET", `/calls?botId=${mine.id}`)).json.data).toHaveLength(3);
});

test.each([
  [{ chat_id: "1", text: "x" }, 400, "Bad Request: chat not found"],
  [{ text: "x" }, 400, "Bad Request: chat_id is empty"],
  [{ chat_id: "USER" }, 400, "Bad Request: message text is empty"],
  [{ chat_id: "USER", text: "x".repeat(4_097) }, 400, "Bad Request: message is too long"],
  [
    { chat_id: "USER", text: "x", message_thread_id: 99 },
    400,
    "Bad Request: message thread not found",
  ],
  [
    { chat_id: "USER", text: "x", reply_parameters: { message_id: 99 } },
    400,
    "Bad Request: message to be replied not found",
  ],
  [
    {
      chat_id: "USER",
      text: "x",
      reply_markup: { inline_keyboard: [[{ text: "a", callback_data: "é".repeat(33) }]] },
    },
    400,
    "Bad Request: BUTTON_DATA_INVALID",
  ],
])("%j is refused as Telegram refuses it", async (params, status, description) => {
  const { mine, userId } = await setup();
  const answer = await mine.call("sendMessage", {
    ...params,
    ...("chat_id" in params && params.chat_id === "USER" ? { chat_id: userId } : {}),
  });
  expect(answer.status).toBe(status);
  expect(answer.json).toEqual({ ok: false, error_code: status, description });
});

test("a method that is not modelled is not found", async () => {
  const { mine } = await setup();
  const { status, json } = await mine.call("giftPremiumSubscription");
  expect([status, json.description]).toEqual([404, "Not Found: method not found"]);
});

test("other verbs get 501 and too much gets 413, both with nothing in them", async () => {
  const { path } = await setup();
  const put = await fetch(path("getMe"), { method: "PUT", body: "x" });
  expect([put.status, await put.text()]).toEqual([501, ""]);
  const large = await fetch(path("sendMessage"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "x".repeat(1_100_000) }),
  });
  expect([large.status, await large.text()]).toEqual([413, ""]);
});

test("the control API and the page say which methods they have", async () => {
  const { origin, mine } = await setup();
  for (const [path, method, allow] of [
    ["/control/bots", "DELETE", "POST, GET"],
    [`/control/bots/${mine.id}/revoke`, "GET", "POST"],
    ["/", "POST", "GET, HEAD"],
  ] as const) {
    const answer = await fetch(`${origin}/sandbox${path}`, { method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, allow]);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ status: 405, code: "E010" });
  }
  const near = await fetch(`${origin}/sandbox/control/bots/${mine.id}/x`, { method: "DELETE" });
  expect(near.status).toBe(404);
});

test("malformed tokens are 404 as on the hosted server, or 401 as on a local one", async () => {
  const hosted = await startSandbox();
  const local = await startSandbox({ flavour: "local" });
  const unknown = `123:${"A".repeat(35)}`;
  const get = async (origin: string, token: string) => {
    const response = await fetch(`${origin}/sandbox/bot${token}/getMe`);
    return [response.status, ((await response.json()) as { description: string }).description];
  };
  expect(await get(hosted.origin, "nonsense")).toEqual([404, "Not Found"]);
  expect(await get(hosted.origin, "123:short")).toEqual([404, "Not Found"]);
  expect(await get(hosted.origin, unknown)).toEqual([401, "Unauthorized"]);
  expect(await get(local.origin, "nonsense")).toEqual([
    401,
    "Unauthorized: invalid token specified",
  ]);
  expect(await get(local.origin, "123:short")).toEqual([401, "Unauthorized"]);
});

test("a revoked token is refused and the new one works", async () => {
  const { origin, control, mine } = await setup();
  const { json } = await control("POST", `/bots/${mine.id}/revoke`);
  expect((await mine.call("getMe")).status).toBe(401);
  expect((await fetch(`${origin}/sandbox/bot${json.token}/getMe`)).status).toBe(200);
});

test("a bot that was blocked, kicked or never there is told so", async () => {
  const { control, mine, userId } = await setup();
  await control("POST", "/limits", { chat: null });
  const send = async (chatId: string) =>
    (await mine.call("sendMessage", { chat_id: chatId, text: "x" })).json.description;
  await control("POST", `/chats/${userId}/members`, { botId: mine.id, status: "kicked" });
  expect(await send(userId)).toBe("Forbidden: bot was blocked by the user");

  const group = (await control("POST", "/chats", { type: "supergroup", title: "G", botIds: [] }))
    .json.id;
  expect(await send(group)).toBe("Forbidden: bot is not a member of the supergroup chat");
  await control("POST", `/chats/${group}/members`, { botId: mine.id, status: "member" });
  await control("POST", `/chats/${group}/members`, { botId: mine.id, status: "kicked" });
  expect(await send(group)).toBe("Forbidden: bot was kicked from the supergroup chat");

  const shy = (await control("POST", "/users", { firstName: "Shy", reachable: false })).json.id;
  expect(await send(shy)).toBe("Forbidden: bot can't initiate conversation with a user");
  await control("POST", "/messages", { botId: mine.id, fromUserId: shy, text: "/start" });
  expect(await send(shy)).toBeUndefined();
});

test("a group that became a supergroup names its new id", async () => {
  const { control, mine } = await setup();
  const group = (await control("POST", "/chats", { type: "group", title: "G", botIds: [mine.id] }))
    .json.id;
  const supergroup = (await control("POST", `/chats/${group}/migrate`)).json.id;
  const { json } = await mine.call("sendMessage", { chat_id: group, text: "x" });
  expect(json).toMatchObject({
    error_code: 400,
    description: "Bad Request: group chat was upgraded to a supergroup chat",
    parameters: { migrate_to_chat_id: Number(supergroup) },
  });
});

test("over a limit the answer is 429 with the wait in parameters and header", async () => {
  const { control, mine, userId } = await setup();
  await mine.call("sendMessage", { chat_id: userId, text: "one" });
  const { status, json, headers } = await mine.call("sendMessage", {
    chat_id: userId,
    text: "two",
  });
  expect(status).toBe(429);
  expect(json).toEqual({
    ok: false,
    error_code: 429,
    description: "Too Many Requests: retry after 1",
    parameters: { retry_after: 1 },
  });
  expect(headers.get("retry-after")).toBe("1");
  expect((await control("GET", "/violations")).json).toMatchObject({ total: 1, chat: 1 });
  expect((await control("GET", "/calls?method=sendmessage")).json.data).toMatchObject([
    { applied: true, answer: { status: 200 } },
    { applied: false, answer: { status: 429 } },
  ]);
});

test("messages are edited and deleted with Telegram's refusals", async () => {
  const { control, mine, userId } = await setup();
  const theirs = await control("POST", "/messages", {
    botId: mine.id,
    fromUserId: userId,
    text: "hello",
  });
  const sent = (await mine.call("sendMessage", { chat_id: userId, text: "one" })).json.result;
  const at = { chat_id: userId, message_id: sent.message_id };
  const edited = await mine.call("editMessageText", { ...at, text: "two" });
  expect(edited.json.result).toMatchObject({ text: "two", edit_date: expect.any(Number) });
  const describe = async (method: string, params: object) =>
    (await mine.call(method, params)).json.description;
  expect(await describe("editMessageText", { ...at, text: "two" })).toMatch(
    /^Bad Request: message is not modified: /,
  );
  expect(await describe("editMessageText", { chat_id: userId, message_id: 99, text: "x" })).toBe(
    "Bad Request: message to edit not found",
  );
  const foreign = theirs.json.message.message_id;
  expect(
    await describe("editMessageText", { chat_id: userId, message_id: foreign, text: "x" }),
  ).toBe("Bad Request: message can't be edited");
  expect((await mine.call("deleteMessage", at)).json).toEqual({ ok: true, result: true });
  expect(await describe("deleteMessage", at)).toBe("Bad Request: message to delete not found");
  expect(
    (await mine.call("deleteMessages", { chat_id: userId, message_ids: [foreign, 77] })).json.ok,
  ).toBe(true);
  expect((await control("GET", `/chats/${userId}/messages`)).json.data).toEqual([]);
});

test("after logOut every call says so", async () => {
  const { mine } = await setup();
  expect((await mine.call("close")).status).toBe(429);
  expect((await mine.call("logOut")).json.result).toBe(true);
  expect((await mine.call("getMe")).json).toEqual({
    ok: false,
    error_code: 400,
    description: "Logged out",
  });
});
