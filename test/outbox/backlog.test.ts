import { expect, test } from "vitest";
import { describeBackends, eventually } from "../harness/index.ts";
import { type SetupOptions, setup, unlimited, type World } from "./setup.ts";

const by = { initiator: "system", initiatorName: "test", reason: "night" };

/** A bot with two chats, a rule that lets everything out, and nothing that sends it yet. */
async function stopped(options: SetupOptions = {}) {
  const world = await setup({ keeper: true, limits: unlimited, ...options });
  await world.control("POST", "/limits", { enforce: false });
  const bot = await world.connect();
  const [ada, bo] = [await world.chat(bot.botId), await world.chat(bot.botId)];
  await world.rule();
  await world.database.pauses.pause({ ...by, workspaceId: null });
  const path = `/connections/${bot.connectionId}/backlog`;
  return {
    ...world,
    ...bot,
    ada,
    bo,
    say: async (chatId: string, text: string, more: object = {}): Promise<string> =>
      (await world.send(bot.connectionId, chatId, text, more)).body.id,
    resume: () => world.database.pauses.resume({ ...by, workspaceId: null }),
    decide: (body: object) => world.api("POST", path, { caller: "approver", body }),
    texts: async () => (await world.calls(bot.botId)).map(({ payload }) => payload.text),
    waitingFor: async (id: string) => (await world.message(id)).waitingFor,
    asked: () => eventually(() => backlogOf(world, bot.connectionId)),
  };
}

async function backlogOf({ database, workspaceId }: World, connectionId: string) {
  const [found] = await database.outbox.backlogs(workspaceId, [connectionId]);
  return found;
}

/** As if so many hours had gone by. */
async function hoursPass(world: Pick<World, "sql">, hours: number) {
  for (const [table, column] of [
    ["message_parts", "queued_at"],
    ["message_parts", "claimed_at"],
    ["messages", "send_at"],
    ["connections", "backlog_decided_at"],
  ]) {
    await world.sql(`UPDATE ${table} SET ${column} = ${column} - $1 * interval '1 hour'`, [hours]);
  }
}

describeBackends("what waited through a long stop", ({ prepare }) => {
  test("asks a person, holds its chats and no others, and goes in its order when told to", async () => {
    const world = await stopped(await prepare());
    const { ada, bo, say, waitingFor } = world;
    const old = [await say(ada, "a1"), await say(ada, "a2")];
    await hoursPass(world, 2);
    // Not an hour old: it waits because of those before it in its chat, the other chat's does not.
    const behind = await say(ada, "a3");
    expect(await waitingFor(old[0] ?? "")).toBe("pause");
    await say(bo, "b1");
    await world.resume();

    const backlog = await world.asked();
    expect(backlog).toMatchObject({ count: 2, expiring: false });
    expect(Date.now() - backlog.oldestAt.getTime()).toBeGreaterThan(7_000_000);
    await eventually(async () => (await world.texts()).includes("b1"));
    const after = await say(ada, "a4");
    const other = await say(bo, "b2");
    await eventually(async () => (await world.message(other)).status === "sent");
    for (const id of [...old, behind, after]) expect(await waitingFor(id)).toBe("backlog");
    expect(await world.texts()).toEqual(["b1", "b2"]);

    const decided = await world.decide({ decision: "send", count: 2 });
    expect(decided).toMatchObject({ status: 200, body: { backlog: null } });
    await eventually(async () => (await world.message(after)).status === "sent");
    expect(await world.texts()).toEqual(["b1", "b2", "a1", "a2", "a3", "a4"]);
    const noted = await world.sql(
      `SELECT action, initiator, detail FROM audit_entries
       WHERE action LIKE 'connection.backlog%' ORDER BY at`,
    );
    expect(noted).toMatchObject([
      { action: "connection.backlog_held", initiator: "system" },
      {
        action: "connection.backlog_decided",
        initiator: expect.stringMatching(/^user:/),
        detail: { decision: "send", messages: 2 },
      },
    ]);
  });
});

test("what waited is expired when a person says so, and what came behind it goes", async () => {
  const world = await stopped();
  const { ada, say } = world;
  const old = [await say(ada, "a1"), await say(ada, "a2")];
  await hoursPass(world, 2);
  await world.resume();
  await world.asked();
  const after = await say(ada, "a3");
  expect((await world.decide({ decision: "expire" })).status).toBe(200);
  await eventually(async () => (await world.message(after)).status === "sent");
  expect(await world.texts()).toEqual(["a3"]);
  for (const id of old) {
    expect(await world.message(id)).toMatchObject({
      status: "expired",
      parts: [{ status: "cancelled" }],
      timeline: expect.arrayContaining([
        expect.objectContaining({ status: "expired", actor: expect.stringMatching(/^user:/) }),
      ]),
    });
  }
  expect(await backlogOf(world, world.connectionId)).toBeUndefined();
  expect(await world.decide({ decision: "send" })).toMatchObject({
    status: 409,
    body: { code: "E023" },
  });
});

test("a decision counts for what was seen: where more wait by now, nothing is decided", async () => {
  const world = await stopped();
  await world.say(world.ada, "a1");
  await hoursPass(world, 2);
  await world.resume();
  await world.asked();
  // Another long stop adds to it.
  await world.database.pauses.pause({ ...by, workspaceId: null });
  await world.say(world.bo, "b1");
  await hoursPass(world, 2);
  await world.resume();
  await eventually(async () => (await world.asked()).count === 2);
  expect(await world.decide({ decision: "send", count: 1 })).toMatchObject({ status: 409 });
  expect(await world.texts()).toEqual([]);
  // Of several people who decide at once, one does.
  const answers = await Promise.all(
    ["send", "expire", "send", "expire"].map((decision) => world.decide({ decision, count: 2 })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
});

test("what was told to go is asked about again after another long stop", async () => {
  const world = await stopped();
  await world.say(world.ada, "a1");
  await hoursPass(world, 2);
  await world.resume();
  await world.asked();
  await world.database.pauses.pause({ ...by, workspaceId: null });
  expect((await world.decide({ decision: "send" })).status).toBe(200);
  await hoursPass(world, 2);
  await world.resume();
  expect(await world.asked()).toMatchObject({ count: 1 });
  expect(await world.texts()).toEqual([]);
});

test.each([
  [
    "a short stop asks nobody",
    "UPDATE message_parts SET queued_at = now() - interval '50 minutes'",
  ],
  [
    "a line that moves asks nobody, however long it is",
    `WITH sent AS (UPDATE message_parts SET status = 'sent', claimed_at = now() - interval '10 minutes'
       WHERE seq = 1)
     UPDATE message_parts SET queued_at = now() - interval '9 hours' WHERE seq = 2`,
  ],
  [
    "a connection that never asks asks nobody",
    `WITH never AS (UPDATE connections SET backlog_asks_after = NULL)
     UPDATE message_parts SET queued_at = now() - interval '9 hours'`,
  ],
])("%s", async (_what, change) => {
  const world = await stopped();
  await world.say(world.bo, "b1");
  const id = await world.say(world.ada, "a1");
  await world.sql(change);
  await world.resume();
  await eventually(async () => (await world.texts()).includes("a1"));
  expect(await world.waitingFor(id)).not.toBe("backlog");
});

test.each([
  ["a hold", "UPDATE connections SET hold_until = now() + interval '1 hour'", "hold_until = now()"],
  ["a refused token", "UPDATE connections SET status = 'action_required'", "status = 'active'"],
  [
    "a pause of its own",
    "UPDATE connections SET outbound_paused_at = now()",
    "outbound_paused_at = NULL",
  ],
])("%s that lasted too long asks as well", async (_what, begin, over) => {
  const world = await stopped();
  await world.sql(begin);
  await world.resume();
  await world.say(world.ada, "a1");
  await hoursPass(world, 2);
  await world.sql(`UPDATE connections SET ${over}, wake_at = now()`);
  expect(await world.asked()).toMatchObject({ count: 1 });
  expect(await world.texts()).toEqual([]);
});

test("after everything was down, what should have gone meanwhile asks, also what was scheduled", async () => {
  const world = await setup({ sender: false, limits: unlimited });
  const { connectionId, botId } = await world.connect();
  const chatId = await world.chat(botId);
  await world.rule();
  const queued = (await world.send(connectionId, chatId, "queued")).body.id;
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const scheduled = (await world.send(connectionId, chatId, "scheduled", { sendAt })).body.id;
  const soon = new Date(Date.now() + 3 * 3_600_000 - 60_000).toISOString();
  const recent = (await world.send(connectionId, chatId, "recent", { sendAt: soon })).body.id;
  await hoursPass(world, 3);
  for (const component of world.outboundComponents) await component.start();
  try {
    await eventually(async () => (await world.message(recent)).status === "queued");
    await eventually(async () => (await backlogOf(world, connectionId))?.count === 2);
    expect((await world.message(queued)).waitingFor).toBe("backlog");
    expect(await world.message(scheduled)).toMatchObject({
      status: "scheduled",
      waitingFor: "backlog",
    });
    expect(await world.calls(botId)).toEqual([]);
    await world.api("POST", `/connections/${connectionId}/backlog`, {
      caller: "approver",
      body: { decision: "expire", count: 2 },
    });
    await eventually(async () => (await world.message(recent)).status === "sent");
    expect((await world.calls(botId)).map(({ payload }) => payload.text)).toEqual(["recent"]);
    expect((await world.message(queued)).status).toBe("expired");
    expect((await world.message(scheduled)).status).toBe("expired");
  } finally {
    for (const component of world.outboundComponents.toReversed()) await component.stop();
  }
});

test("an owner that slept through it claims nothing, and neither does anybody before it is held", async () => {
  const world = await setup({ sender: false, limits: unlimited });
  const { connectionId, botId } = await world.connect();
  const chatId = await world.chat(botId);
  await world.rule();
  const { outbox } = world.database;
  await world.send(connectionId, chatId, "old");
  const fence = (await outbox.take(connectionId))?.fence ?? "";
  await hoursPass(world, 2);
  await world.send(connectionId, await world.chat(botId), "new");
  const parts = (await world.sql("SELECT id FROM message_parts ORDER BY seq")) as { id: string }[];
  const claims = () =>
    outbox.claim(parts.map(({ id: partId }) => ({ connectionId, fence, partId })));
  expect(await claims()).toEqual([{ kind: "owner-refused" }, { kind: "owner-refused" }]);
  expect(await outbox.look([connectionId])).toMatchObject([{ open: true, stoodStill: true }]);
  await outbox.holdBacklog(connectionId, fence);
  expect(await outbox.look([connectionId])).toMatchObject([{ stoodStill: false }]);
  expect(await outbox.readLine(connectionId, 0, 10)).toMatchObject([{ id: parts[1]?.id }]);
  expect(await claims()).toMatchObject([{ kind: "part-refused" }, { kind: "claimed" }]);
});
