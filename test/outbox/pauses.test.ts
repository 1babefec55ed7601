import { drainOutbox } from "@lumenflow/jobs";
import { expect, test } from "vitest";
import { describeBackends, eventually } from "../harness/index.ts";
import { queueMessage } from "./queued-message.ts";
import { setup, unlimited, type World } from "./setup.ts";

interface Counts {
  readonly status: string;
  readonly n: number;
}

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

/** A line that takes some seconds. */
const count = 200;
const limits = { ...unlimited, botPerSecond: 40 };

async function longLine(world: World) {
  await world.control("POST", "/limits", { enforce: false });
  const { connectionId, botId } = await world.connect();
  const chats = await Promise.all(Array.from({ length: 10 }, () => world.chat(botId)));
  const pause = { workspaceId: world.workspaceId, id: connectionId, initiator: "system" };
  await world.database.connections.pause({ ...pause, direction: "outbound" });
  for (let n = 0; n < count; n += 1) {
    const chatId = chats[n % 10] ?? "";
    await queueMessage(world, { connectionId, botId, chatId }, [`${n}`]);
  }
  await world.database.connections.resume({ ...pause, direction: "outbound" });
  return { connectionId, botId };
}

async function countsOf(world: World): Promise<Record<string, number>> {
  const rows = (await world.sql(
    "SELECT status, count(*)::int AS n FROM message_parts GROUP BY status",
  )) as Counts[];
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

async function fenceOf(world: World): Promise<number> {
  const [row] = (await world.sql("SELECT fence::int AS n FROM connections")) as { n: number }[];
  return row?.n ?? 0;
}

const begun = (counts: Record<string, number>) =>
  (counts.sent ?? 0) + (counts.sending ?? 0) + (counts.uncertain ?? 0);

describeBackends("a kill switch", ({ prepare }) => {
  test.each([
    ["the workspace", "/workspaces/current"],
    ["the installation", "/installation"],
  ])("for %s stops a running line at once, and lets it go on in its order", async (_of, path) => {
    const world = await setup({ ...(await prepare()), limits, keeper: true });
    const { botId, connectionId } = await longLine(world);
    await eventually(async () => ((await countsOf(world)).sent ?? 0) > 10);

    const paused = await world.api("POST", `${path}/pause`, { body: { reason: "wrong prices" } });
    expect(paused.status).toBe(200);
    // Whatever was claimed by the time of the answer may end; nothing else begins.
    const claimed = begun(await countsOf(world));
    expect(claimed).toBeLessThan(count);
    await eventually(async () => ((await countsOf(world)).sending ?? 0) === 0);
    // Another run takes the line, and finds nothing that it may do.
    const fence = await fenceOf(world);
    await world.queues.ring(drainOutbox, { connectionId });
    await eventually(async () => (await fenceOf(world)) > fence);
    const { sent = 0, queued } = await countsOf(world);
    expect(sent).toBeLessThanOrEqual(claimed);
    expect(queued).toBe(count - sent);
    expect(await world.calls(botId)).toHaveLength(sent);

    await world.api("POST", `${path}/resume`);
    await eventually(async () => (await countsOf(world)).sent === count, { timeoutMs: 20_000 });
    const byChat = Map.groupBy(await world.calls(botId), ({ payload }) => payload.chat_id);
    for (const calls of byChat.values()) {
      const order = calls.map(({ payload }) => Number(payload.text));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
  });
});

test("a pause says why, who and until when, and lifts by itself", async () => {
  const world = await setup({ keeper: true });
  const { connectionId, botId } = await world.connect();
  const chatId = await world.chat(botId);
  await world.rule();
  const until = inMs(2_500);
  const body = { reason: "wrong prices", until };
  const paused = await world.api("POST", "/workspaces/current/pause", { caller: "approver", body });
  const expected = {
    scope: "workspace",
    direction: "outbound",
    reason: "wrong prices",
    by: { kind: "user", id: expect.any(String), name: "approver" },
    since: expect.any(String),
    until,
  };
  expect(paused.body).toEqual({ installation: null, workspace: expected });

  const asked = await world.send(connectionId, chatId, "Later");
  expect(asked.body).toMatchObject({ status: "queued", waitingFor: "pause", pause: expected });
  const sent = await eventually(async () => {
    const message = await world.message(asked.body.id);
    return message.status === "sent" && message;
  });
  expect(sent.pause).toBeUndefined();
  const [call] = await world.calls(botId);
  expect(call?.timeMs).toBeGreaterThanOrEqual(Date.parse(until));
  const noted = await world.sql(
    `SELECT action, initiator, detail FROM audit_entries
     WHERE action LIKE 'workspace.%ed' AND action <> 'workspace.created' ORDER BY at`,
  );
  expect(noted).toMatchObject([
    { action: "workspace.paused", initiator: expect.stringMatching(/^user:/), detail: { until } },
    { action: "workspace.resumed", initiator: "system" },
  ]);
});

test("a connection's pause lifts by itself too, and each direction by itself", async () => {
  const { database, workspaceId, connect, sql } = await setup({ keeper: true });
  const { connectionId: id } = await connect();
  const change = { workspaceId, id, reason: "night", initiator: "user:usr_1" };
  await database.connections.pause({ ...change, direction: "both" });
  const until = new Date(Date.now() + 300);
  await database.connections.pause({ ...change, direction: "outbound", until });
  const row = await eventually(async () => {
    const found = await database.connections.find(workspaceId, id);
    return found?.outboundPausedAt === null && found;
  });
  expect(row.inboundPausedAt).not.toBeNull();
  expect(row.outboundPausedUntil).toBeNull();
  const noted = await sql(
    `SELECT initiator, detail->>'direction' AS direction FROM audit_entries
     WHERE action = 'connection.resumed'`,
  );
  expect(noted).toEqual([{ initiator: "system", direction: "outbound" }]);
});

test("an end in the past is refused, and a pause that is put on again gets the new reason and end", async () => {
  const { api } = await setup({ sender: false });
  const refused = await api("POST", "/workspaces/current/pause", {
    body: { reason: "x", until: inMs(-1_000) },
  });
  expect(refused).toMatchObject({ status: 400, body: { code: "E010" } });
  expect(refused.body.errors).toMatchObject([{ path: "until" }]);
  const first = await api("POST", "/workspaces/current/pause", {
    body: { reason: "one", until: inMs(60_000) },
  });
  const second = await api("POST", "/workspaces/current/pause", { body: { reason: "two" } });
  expect(second.body.workspace).toMatchObject({
    reason: "two",
    until: null,
    since: first.body.workspace.since,
  });
});

test("a workspace's pause stops nobody else; the installation's does, and does not say who it was", async () => {
  const { api, sql, principal } = await setup({ sender: false });
  principal("operator");
  await api("POST", "/workspaces/current/pause", { body: { reason: "ours" } });
  const elsewhere = async () => (await api("GET", "/pauses", { caller: "stranger" })).body;
  expect(await elsewhere()).toEqual({ installation: null, workspace: null });
  const body = { reason: "Telegram misbehaves" };
  const paused = await api("POST", "/installation/pause", { caller: "operator", body });
  expect(paused.body).toMatchObject({
    installation: { ...body, by: { name: "operator" } },
    workspace: { reason: "ours" },
  });
  expect(await elsewhere()).toMatchObject({ installation: { ...body, by: null } });
  const noted = (await sql(
    `SELECT workspace_id <> 'ws_other' AS own, initiator FROM audit_entries
     WHERE action = 'installation.paused' ORDER BY own`,
  )) as { own: boolean; initiator: string }[];
  expect(noted).toMatchObject([
    { own: false, initiator: "system" },
    { own: true, initiator: expect.stringMatching(/^key:/) },
  ]);
});
