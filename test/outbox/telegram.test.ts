import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { setup, unlimited, type World } from "./setup.ts";

async function ready(options: Parameters<typeof setup>[0] = {}) {
  const world = await setup({ telegramTimeoutMs: 4_000, ...options });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  await world.rule();
  const until = (id: string, status: string) => world.until(id, status, { timeoutMs: 15_000 });
  const fault = (answer: unknown, more: object = {}) =>
    world.control("POST", "/faults", { botId: bot.botId, method: "sendMessage", answer, ...more });
  const texts = async () => (await world.calls(bot.botId)).map(({ payload }) => payload.text);
  return { ...world, ...bot, chatId, until, fault, texts };
}

const shown = async (world: Pick<World, "control">, chatId: string) =>
  (await world.control<{ data: { text?: string }[] }>("GET", `/chats/${chatId}/messages`)).data.map(
    ({ text }) => text,
  );

test("a refusal fails with Telegram's words and a remedy, and is sent again on request", async () => {
  const world = await ready();
  await world.fault(
    { errorCode: 403, description: "Forbidden: bot was blocked by the user" },
    { count: 1 },
  );
  const asked = await world.send(world.connectionId, world.chatId, "Hi");
  const failed = await world.until(asked.body.id, "failed");
  expect(failed.failure).toMatchObject({
    code: "bot_blocked",
    detail: "Forbidden: bot was blocked by the user",
    remedy: expect.stringContaining("unblock"),
  });
  expect(failed.parts[0].error).toMatchObject({ code: 403 });
  const retried = await world.api("POST", `/messages/${asked.body.id}/retry`);
  expect(retried).toMatchObject({ status: 200, body: { status: "queued" } });
  const sent = await world.until(asked.body.id, "sent");
  expect(sent).toMatchObject({ failure: null, parts: [{ attempt: 2 }] });
  expect(await world.texts()).toEqual(["Hi", "Hi"]);
});

test("429 holds that chat alone, costs no attempt, and keeps its order", async () => {
  const world = await ready();
  const other = await world.chat(world.botId);
  const { chatId, connectionId } = world;
  await world.fault(
    { errorCode: 429, description: "Too Many Requests: retry after 2", retryAfter: 2 },
    { count: 1, chatId },
  );
  const first = await world.send(connectionId, chatId, "first");
  await eventually(async () => (await world.message(first.body.id)).waitingFor === "hold");
  const second = await world.send(connectionId, chatId, "second");
  const beside = await world.send(connectionId, other, "beside");
  await world.until(beside.body.id, "sent");
  expect((await world.message(first.body.id)).status).toBe("queued");
  await world.until(second.body.id, "sent");
  expect((await world.message(first.body.id)).parts[0].attempt).toBe(1);
  const calls = await world.calls(world.botId);
  expect(calls.map(({ payload }) => payload.text)).toEqual(["first", "beside", "first", "second"]);
  const [refused, , again] = calls.map(({ timeMs }) => timeMs);
  expect((again ?? 0) - (refused ?? 0)).toBeGreaterThan(2_000);
});

test("429 in several chats within seconds holds the whole bot, without spending attempts", async () => {
  const world = await ready();
  const chats = await Promise.all(Array.from({ length: 12 }, () => world.chat(world.botId)));
  await world.fault(
    { errorCode: 429, description: "Too Many Requests: retry after 2", retryAfter: 2 },
    { count: 3 },
  );
  const asked = await Promise.all(
    chats.map((chatId, n) => world.send(world.connectionId, chatId, `m${n}`)),
  );
  for (const { body } of asked) await world.until(body.id, "sent");
  const calls = await world.calls(world.botId);
  expect(calls).toHaveLength(15);
  // A few were under way already when the third refusal was understood; then nobody calls.
  const times = calls.map(({ timeMs }) => timeMs);
  const silences = times.slice(1).map((time, index) => time - (times[index] ?? time));
  expect(Math.max(...silences)).toBeGreaterThan(1_500);
  expect(await world.sql("SELECT hold_reason FROM connections")).toEqual([
    { hold_reason: "Telegram asks to wait" },
  ]);
});

test.each<[string, unknown, boolean]>([
  ["a connection that breaks after Telegram took it", "drop-after-apply", true],
  ["a connection that breaks before", "drop-before", false],
  ["no answer in time", "hang", false],
  ["a gateway's error page", { status: 502, html: true }, false],
])("%s leaves doubt, and nothing is sent again by itself", async (_what, answer, applied) => {
  const world = await ready();
  await world.fault(answer, { count: 1 });
  const asked = await world.send(world.connectionId, world.chatId, "Perhaps");
  const doubtful = await world.until(asked.body.id, "uncertain");
  expect(doubtful).toMatchObject({ messageIds: [], failure: { remedy: expect.any(String) } });
  const later = await world.send(world.connectionId, world.chatId, "Later");
  await world.until(later.body.id, "sent");
  expect(await world.texts()).toEqual(["Perhaps", "Later"]);
  const seen = await shown(world, world.chatId);
  expect(seen.filter((text) => text === "Perhaps")).toHaveLength(applied ? 1 : 0);
});

test("a person ends a doubt: delivered, sent again, or given up", async () => {
  const world = await ready();
  await world.fault({ status: 502, html: true }, { count: 3 });
  const ids = [];
  for (const outcome of ["delivered", "resend", "abandon"] as const) {
    const asked = await world.send(world.connectionId, world.chatId, outcome);
    ids.push(asked.body.id);
    await world.until(asked.body.id, "uncertain");
  }
  const [delivered, resend, abandon] = ids;
  const resolve = (id: string, outcome: string) =>
    world.api("POST", `/messages/${id}/resolve`, {
      caller: "approver",
      body: { outcome, reason: "I looked" },
    });
  expect(await resolve(delivered, "delivered")).toMatchObject({
    status: 200,
    body: { status: "sent", messageIds: [] },
  });
  expect((await resolve(abandon, "abandon")).body).toMatchObject({
    status: "failed",
    failure: { code: "abandoned", detail: "I looked" },
  });
  expect((await resolve(resend, "resend")).body).toMatchObject({ status: "queued" });
  const sent = await world.until(resend, "sent");
  expect(sent.timeline.map(({ status }: { status: string }) => status)).toEqual([
    "queued",
    "sending",
    "uncertain",
    "queued",
    "sending",
    "sent",
  ]);
  expect(sent.timeline[3]).toMatchObject({ detail: "resend: I looked", actor: /^user:/ });
  const again = await resolve(resend, "resend");
  expect(again).toMatchObject({ status: 409, body: { code: "E023" } });
});

test("a revoked token keeps the outbox and calls a person", async () => {
  const world = await ready();
  await world.control("POST", `/bots/${world.botId}/revoke`);
  const asked = await world.send(world.connectionId, world.chatId, "Kept");
  const waiting = await eventually(async () => {
    const message = await world.message(asked.body.id);
    return message.waitingFor === "action_required" && message;
  });
  expect(waiting.status).toBe("queued");
  const [connection] = (await world.sql("SELECT status, status_reason FROM connections")) as Record<
    string,
    string
  >[];
  expect(connection).toMatchObject({
    status: "action_required",
    status_reason: expect.stringContaining("token"),
  });
});

test("a stored token that no key opens keeps the outbox and calls a person", async () => {
  const world = await ready();
  await world.sql("UPDATE credentials SET bot_token = 'v1.lost-key.AAAA.AAAA'");
  const asked = await world.send(world.connectionId, world.chatId, "Kept");
  const waiting = await eventually(async () => {
    const message = await world.message(asked.body.id);
    return message.waitingFor === "action_required" && message;
  });
  expect(waiting.status).toBe("queued");
  expect(await world.sql("SELECT status_reason, status_remedy FROM connections")).toEqual([
    {
      status_reason: expect.stringContaining('"lost-key"'),
      status_remedy: expect.stringMatching(/^Put the key back/),
    },
  ]);
});

/** Stands between sender and sandbox, and can be taken away. */
async function cable(target: () => string) {
  const open = new Set<Socket>();
  const make = () =>
    createServer((near) => {
      const far = connect(Number(new URL(target()).port), "127.0.0.1");
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        open.add(one);
        one.on("error", () => other.destroy()).on("close", () => other.destroy());
        one.pipe(other);
      }
    });
  let server = make().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const pull = async () => {
    for (const socket of open) socket.destroy();
    open.clear();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(pull);
  return {
    root: `http://127.0.0.1:${port}/sandbox`,
    pull,
    async plug() {
      server = make().listen(port, "127.0.0.1");
      await once(server, "listening");
    },
  };
}

test("a Telegram out of reach is asked until it answers, and no attempt is spent on it", async () => {
  let origin = "";
  const line = await cable(() => origin);
  const world = await ready({ apiRoot: () => line.root });
  origin = world.telegramOrigin();
  await line.pull();
  const asked = await world.send(world.connectionId, world.chatId, "Patient");
  await eventually(async () => {
    const { timeline } = await world.message(asked.body.id);
    return timeline.filter(({ status }: { status: string }) => status === "sending").length >= 2;
  });
  await line.plug();
  const sent = await world.until(asked.body.id, "sent");
  expect(sent.parts[0].attempt).toBe(1);
  expect(await world.texts()).toEqual(["Patient"]);
});

test("a group that became a supergroup is followed once, as approved", async () => {
  const world = await ready();
  const group = await world.group(world.botId, "group");
  const moved = await world.control<{ id: string }>("POST", `/chats/${group}/migrate`, {});
  const asked = await world.send(world.connectionId, group, "Follow me");
  await world.until(asked.body.id, "sent");
  expect(await shown(world, moved.id)).toContain("Follow me");
  expect(await world.sql("SELECT migrated_to FROM chats WHERE migrated_to IS NOT NULL")).toEqual([
    { migrated_to: moved.id },
  ]);
});

test("what was changed after its approval is not sent, even if its digest was left alone", async () => {
  const world = await ready();
  await world.sql("UPDATE connections SET outbound_paused_at = now()");
  const asked = await world.send(world.connectionId, world.chatId, "Honest");
  expect(asked.body).toMatchObject({ status: "queued", waitingFor: "pause" });
  await world.sql(`UPDATE message_parts SET payload = payload || '{"text": "Forged"}'`);
  await world.sql("UPDATE connections SET outbound_paused_at = NULL");
  const next = await world.send(world.connectionId, world.chatId, "Next");
  await world.until(next.body.id, "sent");
  expect(await world.message(asked.body.id)).toMatchObject({
    status: "failed",
    failure: { code: "not_as_approved" },
  });
  expect(await world.texts()).toEqual(["Next"]);
});

test("a pause stops a running line at once, and resuming goes on where it was", async () => {
  const world = await ready();
  const chats = await Promise.all(Array.from({ length: 40 }, () => world.chat(world.botId)));
  await Promise.all(chats.map((chatId, n) => world.send(world.connectionId, chatId, `m${n}`)));
  await eventually(async () => (await world.texts()).length >= 5);
  const { workspaceId, connectionId } = world;
  const change = {
    workspaceId,
    id: connectionId,
    direction: "outbound",
    initiator: "system",
  } as const;
  await world.database.connections.pause(change);
  const atPause = (await world.sql(
    "SELECT count(*)::int AS n FROM message_parts WHERE status <> 'queued'",
  )) as { n: number }[];
  const last = await world.send(connectionId, world.chatId, "after the pause");
  expect(last.body.waitingFor).toBe("pause");
  await eventually(async () => (await world.texts()).length === atPause[0]?.n);
  await world.database.connections.resume(change);
  await world.send(connectionId, await world.chat(world.botId), "resumed");
  await eventually(async () => (await world.texts()).length === 42, { timeoutMs: 15_000 });
  expect(new Set(await world.texts()).size).toBe(42);
});

test("stopping waits for the calls under way and records them", async () => {
  const world = await ready({ limits: unlimited, telegramTimeoutMs: 5_000 });
  await world.fault({ delayMs: 700, apply: true });
  const asked = await world.send(world.connectionId, world.chatId, "In hand");
  await eventually(async () => (await world.message(asked.body.id)).status === "sending");
  for (const component of world.senderComponents.toReversed()) await component.stop();
  expect(await world.message(asked.body.id)).toMatchObject({
    status: "sent",
    messageIds: [expect.any(String)],
  });
});
