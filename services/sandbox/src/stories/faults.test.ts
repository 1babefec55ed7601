import { request } from "node:http";
import { afterEach, expect, test } from "vitest";
import { startSandbox, stopAll } from "../testing/setup.ts";

afterEach(stopAll);

async function setup() {
  const sandbox = await startSandbox();
  const bot = await sandbox.bot();
  const userId = (await sandbox.control("POST", "/users", { firstName: "Ada" })).json.id as string;
  await sandbox.control("POST", "/limits", { chat: null });
  const send = (text = "x", init: RequestInit = {}) =>
    bot.call("sendMessage", { chat_id: userId, text }, init);
  const fault = async (answer: unknown, more: object = {}) =>
    (await sandbox.control("POST", "/faults", { answer, count: 1, ...more })).json.id as string;
  const shown = async () => {
    const { json } = await sandbox.control("GET", `/chats/${userId}/messages`);
    return (json.data as { text: string }[]).map(({ text }) => text);
  };
  const lastCall = async () => (await sandbox.control("GET", "/calls")).json.data.at(-1);
  return { ...sandbox, bot, userId, send, fault, shown, lastCall };
}

test("a scripted status is answered and nothing is sent", async () => {
  const { send, fault, shown, lastCall } = await setup();
  const faultId = await fault({
    status: 403,
    description: "Forbidden: bot was blocked by the user",
  });
  const { status, json } = await send();
  expect([status, json]).toEqual([
    403,
    { ok: false, error_code: 403, description: "Forbidden: bot was blocked by the user" },
  ]);
  expect(await shown()).toEqual([]);
  expect(await lastCall()).toMatchObject({ applied: false, faultId });
  expect((await send()).status).toBe(200);
});

test("a scripted 429 carries its wait twice", async () => {
  const { send, fault } = await setup();
  await fault({ retryAfter: 17 });
  const { status, json, headers } = await send();
  expect([status, json.parameters, json.description]).toEqual([
    429,
    { retry_after: 17 },
    "Too Many Requests: retry after 17",
  ]);
  expect(headers.get("retry-after")).toBe("17");
});

test("a proxy's page can stand in for an answer, with the message sent or not", async () => {
  const { send, fault, shown } = await setup();
  await fault({ status: 502, html: true });
  const lost = await send("lost");
  expect([lost.status, lost.headers.get("content-type")]).toEqual([502, "text/html"]);
  await fault({ status: 502, html: true, apply: true });
  await send("sent");
  await fault({ status: 200, html: "<p>captive portal</p>" });
  expect((await send("sent too")).text).toBe("<p>captive portal</p>");
  expect(await shown()).toEqual(["sent", "sent too"]);
});

test("drop-before closes the connection and sends nothing", async () => {
  const { send, fault, shown, lastCall } = await setup();
  await fault("drop-before");
  await expect(send()).rejects.toThrow();
  expect(await shown()).toEqual([]);
  expect(await lastCall()).toMatchObject({ applied: false, answer: null });
});

test("drop-after-apply sends the message and closes the connection", async () => {
  const { send, fault, shown, lastCall } = await setup();
  await fault("drop-after-apply");
  await expect(send("lost answer")).rejects.toThrow();
  expect(await shown()).toEqual(["lost answer"]);
  expect(await lastCall()).toMatchObject({ applied: true, answer: null });
});

test.each(["hang", "hang-after-apply"])("%s never answers", async (answer) => {
  const { send, fault, lastCall } = await setup();
  await fault(answer);
  await expect(send("x", { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout|aborted/);
  expect(await lastCall()).toMatchObject({ applied: answer === "hang-after-apply", answer: null });
});

test("a delayed answer comes late, after the message was sent", async () => {
  const { send, fault, shown } = await setup();
  await fault({ delayMs: 120 });
  const before = performance.now();
  expect((await send("late")).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThanOrEqual(115);
  expect(await shown()).toEqual(["late"]);
});

test("a fault meets only its bot, method and chat, and can be taken back", async () => {
  const { control, bot, userId, send, fault } = await setup();
  await fault({ status: 500 }, { method: "sendPhoto" });
  await fault({ status: 500 }, { chatId: "999" });
  await fault({ status: 500 }, { botId: "1" });
  expect((await send()).status).toBe(200);
  const id = await fault(
    { status: 500 },
    { botId: bot.id, method: "sendmessage", chatId: userId, count: undefined },
  );
  expect([(await send()).status, (await send()).status]).toEqual([500, 500]);
  expect((await control("DELETE", `/faults/${id}`)).status).toBe(200);
  expect((await send()).status).toBe(200);
  expect((await control("DELETE", `/faults/${id}`)).status).toBe(404);
});

test("the control API answers this machine only", async () => {
  const { origin } = await setup();
  const status = (headers: Record<string, string>, path = "/sandbox/control/bots") =>
    new Promise<number>((resolve, reject) => {
      request(`${origin}${path}`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on("error", reject)
        .end();
    });
  expect(await status({})).toBe(200);
  expect(await status({ origin })).toBe(200);
  expect(await status({ origin: "https://evil.example" })).toBe(403);
  expect(await status({ origin: "http://localhost:1234" })).toBe(403);
  expect(await status({ host: "evil.example" })).toBe(403);
  expect(await status({ "x-forwarded-for": "1.2.3.4" })).toBe(403);
  expect(await status({ forwarded: "for=1.2.3.4" })).toBe(403);
  expect(await status({}, "/elsewhere")).toBe(418);
});

test("what the control API cannot read it explains", async () => {
  const { control, bot } = await setup();
  const wrong = await control("POST", "/bots", { name: "", username: "nobody" });
  expect(wrong.status).toBe(400);
  expect(wrong.json).toMatchObject({
    code: "E010",
    errors: [{ path: "name" }, { path: "username" }],
  });
  const taken = await control("POST", "/bots", { name: "Twin", username: bot.username });
  expect([taken.status, taken.json.code]).toEqual([409, "E023"]);
  expect((await control("POST", "/bots/1/revoke")).json).toMatchObject({
    status: 404,
    code: "E044",
  });
  expect((await control("POST", "/updates", `{"botId":"${bot.id}","update":[1]}`)).status).toBe(
    400,
  );
  expect((await control("POST", "/faults", { answer: "explode" })).status).toBe(400);
});
