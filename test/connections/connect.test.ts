import { createRegistrar, type RegistrarDeps } from "@lumenflow/registrar";
import { createLogger, createMetrics } from "@lumenflow/runtime";
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

test("a bot is connected, then its webhook registered with our key and secret", async () => {
  const newerKinds = ["hologram"];
  const { api, bot, calls, origin, secretsOf, telegram } = await setup({ newerKinds });
  const { id, token, username } = await bot();
  // A misspelt kind would never be delivered; one that Telegram has had since, the operator names.
  const misspelt = await api("POST", "/connections", {
    body: { botToken: token, allowedUpdates: ["message", "mesage", "hologram", "Poll"] },
  });
  expect(misspelt).toMatchObject({ status: 400, body: { errors: [{ path: "allowedUpdates.3" }] } });
  const unknown = await api("POST", "/connections", {
    body: { botToken: token, allowedUpdates: ["message", "mesage", "hologram"] },
  });
  expect(unknown.body).toMatchObject({
    code: "E010",
    errors: [{ path: "allowedUpdates.1", message: expect.stringContaining("There are: message,") }],
  });
  const made = await api("POST", "/connections", {
    body: { provider: "telegram", botToken: ` ${token} `, displayName: "Shop" },
  });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    provider: "telegram",
    displayName: "Shop",
    status: "connected",
    bot: { id, username, name: "shop" },
    webhook: { url: null, registeredAt: null },
    paused: { inbound: false, outbound: false, reason: null },
    warnings: [],
  });

  const ready = await eventually(async () => {
    const shown = await api("GET", `/connections/${made.body.id}`);
    return shown.body.status === "inbound_ready" && shown.body;
  });
  expect(ready).toMatchObject({
    statusReason: null,
    webhook: {
      url: `${origin}/api/v1/sidekick/integrations/telegram/webhook?key=***`,
      pendingUpdateCount: 0,
      lastError: null,
    },
  });
  const { secret, key } = await secretsOf(String(made.body.id));
  expect(secret).toMatch(/^[\w-]{43}$/);
  const { result } = await telegram(token, "getWebhookInfo");
  expect(result).toMatchObject({
    url: `${origin}/api/v1/sidekick/integrations/telegram/webhook?key=${key}`,
    allowed_updates: expect.arrayContaining(["message", "message_reaction", "chat_member"]),
    max_connections: 40,
  });
  const [set] = await calls(id, "setWebhook");
  expect(set?.payload).toHaveProperty("secret_token");
  expect(JSON.stringify(set?.payload)).toContain("hologram");
});

test("pending updates are dropped once, if that was asked for", async () => {
  const { api, bot, calls } = await setup();
  const { id, token } = await bot();
  const made = await api("POST", "/connections", {
    body: { botToken: token, pendingUpdates: "drop", allowedUpdates: ["message"] },
  });
  await eventually(async () => (await calls(id, "setWebhook")).length === 1);
  const again = await api("POST", `/connections/${made.body.id}/register`);
  expect(again.status).toBe(202);
  await eventually(async () => (await calls(id, "setWebhook")).length === 2);
  const [first, second] = (await calls(id, "setWebhook")).map(({ payload }) => payload);
  expect(first).toHaveProperty("drop_pending_updates");
  expect(second).not.toHaveProperty("drop_pending_updates");
});

test("a token of a wrong shape is refused before Telegram is asked, without being repeated", async () => {
  const { api, sql } = await setup();
  const refused = await api("POST", "/connections", { body: { botToken: "not-a-token-at-all" } });
  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({ code: "E010", errors: [{ path: "botToken" }] });
  expect(refused.text).not.toContain("not-a-token");
  expect(await sql("SELECT 1 FROM connections")).toEqual([]);
});

test("a token that Telegram refuses stores nothing", async () => {
  const { api, bot, control, sql } = await setup();
  const { id, token } = await bot();
  await control("POST", `/bots/${id}/revoke`);
  const refused = await api("POST", "/connections", { body: { botToken: token } });
  expect(refused).toMatchObject({ status: 422, body: { code: "E040" } });
  expect(refused.text).not.toContain(token);
  expect(await sql("SELECT 1 FROM connections")).toEqual([]);
});

test("a Telegram that hangs is said to be unreachable within ten seconds, and nothing is stored", async () => {
  const { api, bot, control, sql } = await setup();
  const { token } = await bot();
  await control("POST", "/faults", { method: "getMe", answer: "hang" });
  const before = performance.now();
  const refused = await api("POST", "/connections", { body: { botToken: token } });
  expect(refused).toMatchObject({ status: 503, body: { code: "E042" } });
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(await sql("SELECT 1 FROM connections")).toEqual([]);
});

test("validating a token answers whose it is and stores nothing", async () => {
  const { api, bot, sql } = await setup();
  const { id, token, username } = await bot();
  const valid = await api("POST", "/connections/validate", { body: { botToken: token } });
  expect(valid).toMatchObject({ status: 200, body: { bot: { id, username } } });
  expect(await sql("SELECT 1 FROM connections")).toEqual([]);
});

test("of ten simultaneous attempts to connect a bot, also from another workspace, one wins", async () => {
  const { api, bot } = await setup();
  const other = await api("POST", "/workspaces", { body: { name: "Other" } });
  expect(other.status).toBe(201);
  const { token } = await bot();
  const attempts = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      api("POST", "/connections", {
        body: { botToken: token },
        ...(index % 2 === 0 && { key: String(other.body.apiKey) }),
      }),
    ),
  );
  const statuses = attempts.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([201, ...Array(9).fill(409)]);
  const refused = attempts.find(({ status }) => status === 409);
  expect(refused?.body).toMatchObject({ code: "E023" });
});

test("another workspace neither sees nor touches a connection", async () => {
  const { api, bot } = await setup();
  const { token } = await bot();
  const made = await api("POST", "/connections", { body: { botToken: token } });
  const path = `/connections/${made.body.id}`;
  const other = await api("POST", "/workspaces", { body: { name: "Other" } });
  const key = String(other.body.apiKey);
  expect((await api("GET", "/connections", { key })).body).toEqual({ data: [], nextCursor: null });
  const body = { direction: "both", reason: "mine" };
  for (const [method, tail, options] of [
    ["GET", "", {}],
    ["DELETE", "", {}],
    ["POST", "/verify", {}],
    ["POST", "/register", {}],
    ["POST", "/pause", { body }],
    ["POST", "/resume", { body }],
  ] as const) {
    const answer = await api(method, path + tail, { key, ...options });
    expect(answer, `${method} ${tail}`).toMatchObject({ status: 404, body: { code: "E044" } });
  }
  expect((await api("GET", path)).body).toMatchObject({ paused: { inbound: false } });
});

test("an id of a wrong shape is not found, and a cursor of a wrong shape is a fault of the input", async () => {
  const { api } = await setup();
  for (const id of ["%00", "conn_%00", "1", "conn_'; --", "x".repeat(150)]) {
    const answer = await api("GET", `/connections/${id}`);
    expect(answer, id).toMatchObject({ status: 404, body: { code: "E044" } });
    expect((await api("DELETE", `/api-keys/${id}`)).status).toBe(404);
  }
  const list = await api("GET", "/connections?cursor=%00");
  expect(list).toMatchObject({ status: 400, body: { code: "E010" } });
});

test("neither answers nor logs nor audit entries hold a token, a secret or a webhook key", async () => {
  const { api, bot, log, secretsOf, sql, firstKey } = await setup();
  const { token } = await bot();
  const made = await api("POST", "/connections", { body: { botToken: token } });
  const path = `/connections/${made.body.id}`;
  await eventually(async () => (await api("GET", path)).body.status === "inbound_ready");
  const verified = await api("POST", `${path}/verify`);
  expect(verified.status).toBe(200);
  const { secret, key } = await secretsOf(String(made.body.id));
  const audit = await sql("SELECT * FROM audit_entries");
  expect(audit.length).toBeGreaterThan(2);
  const everything = [
    made.text,
    verified.text,
    (await api("GET", "/connections")).text,
    (await api("GET", "/api-keys")).text,
    JSON.stringify(audit),
    log.join("\n"),
  ].join("\n");
  for (const text of [token, token.split(":")[1], secret, key, firstKey]) {
    expect(text).toBeTruthy();
    expect(everything).not.toContain(text);
  }
  const stored = JSON.stringify(await sql("SELECT * FROM credentials"));
  expect(stored).not.toContain(token.split(":")[1]);
});

test("a bot that Telegram cannot deliver to is asked for its updates, until it can", async () => {
  let reachable = false;
  const { api, bot, calls, sql } = await setup({
    webhookOrigin: () => (reachable ? "http://127.0.0.1:9" : null),
  });
  const { id, token } = await bot();
  const made = await api("POST", "/connections", { body: { botToken: token } });
  const path = `/connections/${made.body.id}`;
  expect(made.body).toMatchObject({ webhook: { mode: null } });
  const polled = await eventually(async () => {
    const { body } = await api("GET", path);
    return body.status === "inbound_ready" && body;
  });
  expect(polled).toMatchObject({
    webhook: { mode: "polling", url: null, registeredAt: expect.any(String) },
  });
  expect(await calls(id, "setWebhook")).toEqual([]);
  reachable = true;
  expect((await api("POST", `${path}/register`)).status).toBe(202);
  await eventually(async () => {
    const { body } = await api("GET", path);
    expect(body).toMatchObject({
      status: "inbound_ready",
      webhook: { mode: "webhook", url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\//) },
    });
    return true;
  });
  const noted = await sql("SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY id", [
    made.body.id,
  ]);
  expect(noted).toEqual([
    { action: "connection.created" },
    { action: "connection.registered" },
    { action: "connection.registration_requested" },
  ]);
});

test("a webhook that Telegram refuses is shown in Telegram's words with what to do", async () => {
  const { api, bot, control } = await setup();
  const { token } = await bot();
  const description = "Bad Request: bad webhook: IP address 10.0.0.1 is reserved";
  await control("POST", "/faults", {
    method: "setWebhook",
    answer: { status: 400, errorCode: 400, description },
  });
  const made = await api("POST", "/connections", { body: { botToken: token } });
  const shown = await eventually(async () => {
    const { body } = await api("GET", `/connections/${made.body.id}`);
    return body.status === "action_required" && body;
  });
  expect(shown.statusReason).toContain(description);
  expect(shown.statusRemedy).toContain("Check PUBLIC_URL");
});

test("a token revoked while connected is noticed by verifying, and in registering", async () => {
  const { api, bot, control } = await setup();
  const { id, token } = await bot();
  const made = await api("POST", "/connections", { body: { botToken: token } });
  const path = `/connections/${made.body.id}`;
  await eventually(async () => (await api("GET", path)).body.status === "inbound_ready");
  await control("POST", `/bots/${id}/revoke`);
  expect(await api("POST", `${path}/verify`)).toMatchObject({
    status: 422,
    body: { code: "E040" },
  });
  expect((await api("GET", path)).body).toMatchObject({
    status: "action_required",
    statusReason: expect.stringContaining("refuses the bot's token"),
    statusRemedy: expect.stringContaining("BotFather"),
  });
});

test("pausing and resuming are recorded per direction", async () => {
  const { api, bot } = await setup();
  const { token } = await bot();
  const made = await api("POST", "/connections", { body: { botToken: token } });
  const path = `/connections/${made.body.id}`;
  const misspelled = { direction: "both", reason: "holiday", untill: "2999-01-01T00:00:00Z" };
  expect(await api("POST", `${path}/pause`, { body: misspelled })).toMatchObject({
    status: 400,
    body: { code: "E010", errors: [{ path: "untill" }] },
  });
  const paused = await api("POST", `${path}/pause`, {
    body: { direction: "both", reason: "holiday", until: "2999-01-01T00:00:00Z" },
  });
  expect(paused).toMatchObject({
    status: 200,
    body: { paused: { inbound: true, outbound: true, reason: "holiday" } },
  });
  const resumed = await api("POST", `${path}/resume`, { body: { direction: "inbound" } });
  expect(resumed.body).toMatchObject({
    paused: {
      inbound: false,
      outbound: true,
      reason: "holiday",
      pauses: [
        {
          scope: "connection",
          direction: "outbound",
          reason: "holiday",
          by: { kind: expect.any(String), name: expect.any(String) },
          until: "2999-01-01T00:00:00.000Z",
        },
      ],
    },
  });
});

test("what is registered elsewhere is registered again, also where no bell can be rung at the start", async () => {
  let origin = "http://127.0.0.1:9";
  const world = await setup({ webhookOrigin: () => origin });
  const { token } = await world.bot();
  const made = await world.api("POST", "/connections", { body: { botToken: token } });
  const path = `/connections/${made.body.id}`;
  await eventually(async () => (await world.api("GET", path)).body.status === "inbound_ready");
  const { registrations } = world.database;
  expect(await registrations.due(10)).toEqual([]);
  origin = "http://127.0.0.1:10";
  const unheard = createRegistrar({
    database: world.database,
    queues: {
      worker: () => ({ name: "none", start: async () => undefined, stop: async () => undefined }),
      ringAll: () => Promise.reject(new Error("the queue is away")),
    },
    webhookOrigin: () => origin,
    listener: { on: () => undefined },
    metrics: createMetrics({ defaults: false }),
    logger: createLogger({ name: "test", level: "silent" }),
  } as unknown as RegistrarDeps);
  for (const component of unheard.components) await component.start();
  expect(await registrations.due(10)).toEqual([made.body.id]);
});
