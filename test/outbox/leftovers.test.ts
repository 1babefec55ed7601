import pg from "pg";
import { expect, test } from "vitest";
import { eventually, lockWaits } from "../harness/index.ts";
import { queueMessage } from "./queued-message.ts";
import { setup } from "./setup.ts";

/** A queued message of two parts whose line the test itself owns. */
async function prepared(options: Parameters<typeof setup>[0] = {}) {
  const world = await setup({ sender: false, ...options });
  const { connectionId, botId } = await world.connect();
  const chatId = await world.chat(botId);
  const { database, workspaceId } = world;
  const { outbox } = database;

  const queue = (texts: readonly string[]) =>
    queueMessage(world, { connectionId, botId, chatId }, texts);

  const message = await queue(["one", "two"]);
  const [first = ""] = message.partIds;
  const fence = (await outbox.take(connectionId))?.fence ?? "";
  const claim = (partId: string) => outbox.claim([{ connectionId, fence, partId }]);
  const resultOf = (messageId: string, partId: string, result: object) =>
    [{ workspaceId, messageId, partId, fence, ...result }] as never[];
  const record = (messageId: string, partId: string, result: object) =>
    database.transaction((tx) => tx.outbox.record(resultOf(messageId, partId, result)));
  const recordLate = (messageId: string, partId: string, result: object) =>
    database.transaction((tx) => tx.outbox.recordLate(resultOf(messageId, partId, result)));
  const disconnect = () =>
    database.transaction(async (tx) => {
      await tx.connections.disconnect(workspaceId, connectionId, "system");
      await tx.outbox.cancelAllUnsent(workspaceId, connectionId, "system");
    });
  const resolve = (id: string, outcome: string) =>
    world.api("POST", `/messages/${id}/resolve`, {
      caller: "approver",
      body: { outcome, reason: "I looked" },
    });
  const shown = async (id: string) => {
    const { status, parts } = await world.message(id);
    return [status, ...parts.map((part: { status: string }) => part.status)];
  };
  return {
    ...world,
    connectionId,
    chatId,
    id: message.id,
    first,
    queue,
    claim,
    record,
    recordLate,
    disconnect,
    resolve,
    shown,
  };
}

const failure = { code: "x", detail: "x", remedy: null };
const sent = { to: "sent", messageIds: ["1"] };
const notSent = { to: "queued", waitMs: 0, spent: false, detail: "429" };

test("what expires between two parts gives up the rest", async () => {
  const world = await prepared({ keeper: true });
  await world.claim(world.first);
  await world.record(world.id, world.first, sent);
  expect(await world.shown(world.id)).toEqual(["sending", "sent", "queued"]);
  await world.sql("UPDATE messages SET expires_at = now()");
  await eventually(async () => {
    expect(await world.shown(world.id)).toEqual(["cancelled", "sent", "cancelled"]);
    return true;
  });
});

test.each([
  ["was sent", sent, ["cancelled", "sent", "cancelled"]],
  ["was not sent after all", notSent, ["cancelled", "cancelled", "cancelled"]],
  ["was refused", { to: "failed", failure }, ["failed", "failed", "cancelled"]],
  ["is in doubt", { to: "uncertain", failure }, ["uncertain", "uncertain", "cancelled"]],
])(
  "withdrawn while a part is under way: the rest is cancelled, and it %s",
  async (_what, result, expected) => {
    const world = await prepared();
    await world.claim(world.first);
    const withdrawn = await world.api("POST", `/messages/${world.id}/cancel`);
    expect(withdrawn).toMatchObject({ status: 200, body: { status: "sending" } });
    await world.record(world.id, world.first, result);
    expect(await world.shown(world.id)).toEqual(expected);
    // Whatever became of it, nothing more of it goes out.
    expect((await world.api("POST", `/messages/${world.id}/retry`)).status).toBe(409);
    expect((await world.resolve(world.id, "resend")).status).toBe(409);
    expect(await world.database.outbox.readLine(world.connectionId, 0, 10)).toEqual([]);
  },
);

test("a late answer that lets the rest go on waits for the line before it holds the message", async () => {
  const world = await prepared();
  await world.claim(world.first);
  await world.record(world.id, world.first, { to: "uncertain", failure });
  expect(await world.shown(world.id)).toEqual(["uncertain", "uncertain", "waiting"]);
  const other = new pg.Client({ connectionString: world.url });
  await other.connect();
  try {
    await other.query("BEGIN");
    await other.query("SELECT 1 FROM connections FOR NO KEY UPDATE");
    const late = world.recordLate(world.id, world.first, sent);
    await eventually(async () => (await lockWaits(world.url)) === 1);
    // As whoever decides about the message does, line in hand: the answer must not stand in the way.
    await other.query("SET LOCAL lock_timeout = '2s'");
    await other.query("SELECT 1 FROM messages WHERE id = $1 FOR UPDATE", [world.id]);
    await other.query("COMMIT");
    expect((await late).size).toBe(1);
  } finally {
    await other.end();
  }
  expect(await world.shown(world.id)).toEqual(["sending", "sent", "queued"]);
});

test("a call under way at a disconnect that sent nothing is not left in a line nobody drains", async () => {
  const world = await prepared();
  const { id: single, partIds } = await world.queue(["alone"]);
  const [alone = ""] = partIds;
  await world.claim(world.first);
  await world.claim(alone);
  await world.disconnect();
  await world.record(world.id, world.first, notSent);
  await world.record(single, alone, notSent);
  expect(await world.shown(world.id)).toEqual(["cancelled", "cancelled", "cancelled"]);
  expect(await world.shown(single)).toEqual(["cancelled", "cancelled"]);
});

test("a doubt ended after a disconnect does not queue the rest", async () => {
  const world = await prepared();
  await world.claim(world.first);
  await world.record(world.id, world.first, { to: "uncertain", failure });
  await world.disconnect();
  expect((await world.resolve(world.id, "resend")).body).toMatchObject({ code: "E041" });
  expect((await world.resolve(world.id, "delivered")).status).toBe(200);
  expect(await world.shown(world.id)).toEqual(["cancelled", "sent", "cancelled"]);
});

test("a call under way that nobody recorded is in doubt also once its connection is gone", async () => {
  const world = await prepared();
  await world.claim(world.first);
  await world.disconnect();
  await world.database.registrations.disconnected(world.connectionId, []);
  await world.sql("UPDATE message_parts SET claimed_at = now() - interval '1 hour' WHERE id = $1", [
    world.first,
  ]);
  expect(await world.database.outbox.claimable(1_000)).toEqual([world.connectionId]);
  for (const component of world.senderComponents) await component.start();
  try {
    const { drainOutbox } = await import("@lumenflow/jobs");
    await world.queues.ring(drainOutbox, { connectionId: world.connectionId });
    await eventually(async () => (await world.shown(world.id))[0] === "uncertain");
  } finally {
    for (const component of world.senderComponents.toReversed()) await component.stop();
  }
  expect((await world.resolve(world.id, "abandon")).body).toMatchObject({ status: "failed" });
});

test("a retry that a disconnect overtakes is refused", async () => {
  const world = await prepared();
  await world.claim(world.first);
  await world.record(world.id, world.first, { to: "failed", failure });
  const other = new pg.Client({ connectionString: world.url });
  await other.connect();
  try {
    await other.query("BEGIN");
    await other.query("SELECT 1 FROM connections FOR UPDATE");
    const retried = world.api("POST", `/messages/${world.id}/retry`);
    await eventually(async () => (await lockWaits(world.url)) === 1);
    await other.query("UPDATE connections SET status = 'disconnecting'");
    await other.query("COMMIT");
    expect(await retried).toMatchObject({ status: 409, body: { code: "E041" } });
  } finally {
    await other.end();
  }
  expect(await world.shown(world.id)).toEqual(["failed", "failed", "waiting"]);
});

test("a parked line whose bell was lost is found by the sweep when something new is queued", async () => {
  const world = await prepared();
  const { outbox } = world.database;
  await world.sql("UPDATE connections SET wake_at = now() + interval '1 hour'");
  expect(await outbox.claimable(60_000)).toEqual([]);
  await world.queue(["for another chat"]);
  expect(await outbox.claimable(60_000)).toEqual([world.connectionId]);
});

test("a line is not parked over a place of which its owner has not heard", async () => {
  const world = await prepared();
  const { connectionId } = world;
  const { outbox } = world.database;
  const { fence, lastSeq: heard, pacing } = (await outbox.take(connectionId)) ?? {};
  if (fence === undefined || heard === undefined || pacing === undefined) throw new Error("gone");
  await world.queue(["for another chat"]);
  await outbox.park(connectionId, fence, { ms: 3_600_000, pacing, heard });
  expect(await outbox.wakeDue(10)).toEqual([connectionId]);
  await outbox.park(connectionId, fence, { ms: 3_600_000, pacing, heard: heard + 1 });
  expect(await outbox.wakeDue(10)).toEqual([]);
});
