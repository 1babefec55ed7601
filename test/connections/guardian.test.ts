import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

async function connected() {
  const world = await setup();
  const { id: botId, token } = await world.bot();
  const made = await world.api("POST", "/connections", { body: { botToken: token } });
  const id = String(made.body.id);
  const path = `/connections/${id}`;
  const shown = async () => (await world.api("GET", path)).body;
  const reaches = (status: string) =>
    eventually(async () => {
      const body = await shown();
      expect(body.status).toBe(status);
      return body;
    });
  await reaches("inbound_ready");
  const info = async () => (await world.telegram(token, "getWebhookInfo")).result;
  const ours = await info();
  return {
    ...world,
    botId,
    id,
    path,
    shown,
    reaches,
    ours,
    info,
    look: () => world.look(id),
    /** What another program with the bot's token does; within a second of our own call it is refused. */
    other: (method: string, params?: Record<string, string>) =>
      eventually(async () => (await world.telegram(token, method, params)).ok),
    url: async () => (await info()).url,
    /** Newest first, as `from → to: reason`. */
    async history() {
      const { data } = (await world.api("GET", `${path}/history`)).body as { data: Change[] };
      return data.map(({ from, to, reason }) => `${from} → ${to}${reason ? `: ${reason}` : ""}`);
    },
    async delivered() {
      const workspaceId = String((await world.database.connections.findById(id))?.workspaceId);
      await world.database.ingest.noteDeliveries([{ workspaceId, connectionId: id }]);
    },
    /** Seconds until the next look. */
    async nextLook() {
      const [row] = await world.sql(
        "SELECT extract(epoch FROM check_after - now())::float8 AS s FROM connections",
      );
      return (row as { s: number }).s;
    },
  };
}

interface Change {
  readonly from: string | null;
  readonly to: string;
  readonly reason: string | null;
}

const theirs = "http://127.0.0.1:9/theirs/secret-path?token=secret-query";

test("a look at a bot that is well changes nothing, and the next one is far", async () => {
  const { look, delivered, calls, botId, history, nextLook, reaches } = await connected();
  await look();
  // Nobody has written yet: whoever connects it is looking on.
  expect(await nextLook()).toBeLessThan(75);
  await delivered();
  await look();
  await reaches("active");
  expect(await nextLook()).toBeGreaterThan(450);
  expect(await calls(botId, "setWebhook")).toHaveLength(1);
  expect(await history()).toEqual([
    "inbound_ready → active",
    "connected → inbound_ready",
    "null → connected",
  ]);
});

test("a webhook that somebody deletes is set again, and the history says so", async () => {
  const { look, other, ours, url, reaches, history, nextLook } = await connected();
  await other("deleteWebhook");
  await look();
  await eventually(async () => (await url()) === ours.url);
  await reaches("inbound_ready");
  expect((await history()).slice(0, 2)).toEqual([
    "degraded → inbound_ready",
    "inbound_ready → degraded: Telegram has no webhook for this bot any more: somebody deleted it.",
  ]);
  expect(await nextLook()).toBeLessThan(40);
});

test("another service that takes the bot is told by its host, and yielded to when it does so again and again", async () => {
  const world = await connected();
  const { api, path, botId, calls, look, other, ours, url, reaches, shown, history } = world;
  for (let times = 1; times <= 2; times += 1) {
    await other("setWebhook", { url: theirs });
    await look();
    await eventually(async () => (await url()) === ours.url);
    await reaches("inbound_ready");
  }
  await other("setWebhook", { url: theirs });
  await look();
  expect(await shown()).toMatchObject({
    status: "action_required",
    statusReason: expect.stringContaining("Telegram delivers to 127.0.0.1:9 again and again"),
    statusRemedy: expect.stringContaining("Then register again here."),
  });
  const made = (await calls(botId, "setWebhook")).length;
  await look();
  await api("POST", `${path}/verify`);
  expect(await shown()).toMatchObject({ status: "action_required" });
  expect(await url()).toBe(theirs);
  expect(await calls(botId, "setWebhook")).toHaveLength(made);

  expect((await api("POST", `${path}/register`)).status).toBe(202);
  await reaches("inbound_ready");
  expect(await url()).toBe(ours.url);
  // Afresh: the next time it is taken back again.
  await other("setWebhook", { url: theirs });
  await look();
  await eventually(async () => (await url()) === ours.url);
  await reaches("inbound_ready");

  const everything = JSON.stringify([await history(), await shown(), world.log]);
  expect(everything).toContain("127.0.0.1:9");
  expect(everything).not.toContain("secret-path");
  expect(everything).not.toContain("secret-query");
});

test("settings that somebody changes are set back", async () => {
  const { look, other, ours, info, history, reaches } = await connected();
  await other("setWebhook", {
    url: String(ours.url),
    allowed_updates: '["message"]',
    max_connections: "7",
  });
  await look();
  await eventually(async () => {
    expect(await info()).toMatchObject({
      allowed_updates: ours.allowed_updates,
      max_connections: 40,
    });
    return true;
  });
  await reaches("inbound_ready");
  expect((await history())[1]).toContain(
    "changed this bot's webhook at Telegram: the kinds of updates, the number of connections",
  );
});

test("a webhook that never worked calls a person, and recovers by itself once deliveries come", async () => {
  const { control, botId, look, shown, delivered, sql, reaches } = await connected();
  // The address leads to the console here, which knows no webhook.
  await control("POST", "/messages", { botId, text: "hello" });
  await eventually(async () => {
    await look();
    return (await shown()).status === "action_required";
  });
  expect(await shown()).toMatchObject({
    statusReason: expect.stringMatching(/does not know our webhook.*404/),
    statusRemedy: expect.stringContaining("PUBLIC_URL has to lead to this installation's ingress"),
  });
  await sql("UPDATE connections SET last_delivery_at = now() + interval '1 hour'");
  await look();
  expect(await reaches("inbound_ready")).toMatchObject({ statusReason: null, statusRemedy: null });
  await delivered();
  await reaches("active");
});

test("deliveries that fail at a bot that worked degrade it, and the next update that comes mends it", async () => {
  const { control, botId, look, shown, delivered, sql, reaches, history } = await connected();
  await delivered();
  await sql("UPDATE connections SET last_delivery_at = now() - interval '1 hour'");
  await control("POST", "/messages", { botId, text: "hello" });
  await eventually(async () => {
    await look();
    return (await shown()).status === "degraded";
  });
  const before = (await history()).length;
  await look();
  expect((await history()).length).toBe(before);
  await delivered();
  expect(await reaches("active")).toMatchObject({ statusReason: null });
});

test("a backlog is not mended by an update that comes, since they come too slowly", async () => {
  const { delivered, database, id, reaches } = await connected();
  await delivered();
  const look = async () => ({
    since: (await database.connections.findById(id))?.lastCheckedAt ?? null,
    seen: { pendingUpdateCount: 500, lastError: null, lastErrorAt: null, lastSyncErrorAt: null },
    memory: { takeovers: [], backlogGrowth: 3, quietSeconds: null, longestQuietSeconds: null },
    misses: 1,
    nextLookMs: 60_000,
    setWebhook: false,
  });
  const trouble = { cause: "backlog", reason: "Many wait.", remedy: "Wait." };
  await database.checks.looked(id, { ...(await look()), to: "degraded", trouble });
  await delivered();
  await reaches("degraded");
  await database.checks.looked(id, { ...(await look()), to: "inbound_ready", trouble: null });
  await reaches("inbound_ready");
});

test("however often it is looked at meanwhile, one takeover counts once", async () => {
  const { api, path, other, control, sql } = await connected();
  await other("setWebhook", { url: theirs });
  await control("POST", "/faults", { method: "setWebhook", answer: "drop-before" });
  const verify = () => api("POST", `${path}/verify`);
  await Promise.all([verify(), verify(), verify(), verify()]);
  await verify();
  const [row] = await sql("SELECT cardinality(takeovers) AS taken, status FROM connections");
  expect(row).toMatchObject({ taken: 1 });
});

test("a Telegram that cannot be asked degrades a bot only after a while, and is not asked in a hurry", async () => {
  const { control, botId, look, shown, calls, nextLook, reaches } = await connected();
  const fault = await control<{ id: string }>("POST", "/faults", {
    method: "getWebhookInfo",
    answer: { status: 502, html: "<h1>Bad Gateway</h1>" },
  });
  const before = (await calls(botId, "getWebhookInfo")).length;
  await look();
  await look();
  expect(await shown()).toMatchObject({ status: "inbound_ready", statusReason: null });
  await look();
  expect(await shown()).toMatchObject({
    status: "degraded",
    statusReason: expect.stringContaining("could not be asked"),
  });
  expect((await calls(botId, "getWebhookInfo")).length - before).toBe(3);
  expect(await nextLook()).toBeGreaterThan(90);
  await control("DELETE", `/faults/${fault.id}`);
  await look();
  await reaches("inbound_ready");
});

test("a token that was revoked is noticed, and asked for", async () => {
  const { control, botId, look, shown, nextLook } = await connected();
  await control("POST", `/bots/${botId}/revoke`);
  await look();
  expect(await shown()).toMatchObject({
    status: "action_required",
    statusReason: expect.stringContaining("refuses the bot's token"),
    statusRemedy: expect.stringContaining("BotFather"),
  });
  expect(await nextLook()).toBeGreaterThan(20 * 60);
});

test("verifying is the same look: it takes the bot back at once", async () => {
  const { api, path, other, ours, url, reaches, history } = await connected();
  await other("setWebhook", { url: theirs });
  expect((await api("POST", `${path}/verify`)).body).toMatchObject({
    status: "degraded",
    statusReason: expect.stringContaining("127.0.0.1:9"),
  });
  await eventually(async () => (await url()) === ours.url);
  await reaches("inbound_ready");
  expect((await history()).filter((change) => change.includes("taken this bot"))).toHaveLength(1);
});
