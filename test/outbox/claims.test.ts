import { digestOfParts } from "@lumenflow/outbound";
import { expect, test } from "vitest";
import { eventually, lockWaits } from "../harness/index.ts";
import { setup } from "./setup.ts";

/** A queued message whose line the test itself owns. */
async function queued(more: object = {}) {
  const world = await setup({ sender: false });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  await world.rule();
  const asked = await world.send(bot.connectionId, chatId, "Hello", more);
  const { outbox } = world.database;
  const messageId: string = asked.body.id;
  const [part] = (await world.sql("SELECT id FROM message_parts WHERE message_id = $1", [
    messageId,
  ])) as { id: string }[];
  const partId = part?.id ?? "";
  const take = async () => (await outbox.take(bot.connectionId))?.fence ?? "";
  const claim = async (fence: string, id = partId) =>
    (await outbox.claim([{ connectionId: bot.connectionId, fence, partId: id }]))[0];
  const resultOf = (fence: string, result: object) =>
    [{ workspaceId: world.workspaceId, messageId, partId, fence, ...result }] as never[];
  const record = (fence: string, result: object) =>
    world.database.transaction((tx) => tx.outbox.record(resultOf(fence, result)));
  const recordLate = (fence: string, result: object) =>
    world.database.transaction((tx) => tx.outbox.recordLate(resultOf(fence, result)));
  const status = async () => (await world.message(messageId)).status;
  return {
    ...world,
    ...bot,
    chatId,
    messageId,
    partId,
    take,
    claim,
    record,
    recordLate,
    status,
  };
}

const failure = { code: "x", detail: "x", remedy: null };

test("a claim hands out what was approved and marks it as under way first", async () => {
  const { take, claim, status } = await queued();
  expect(await claim(await take())).toMatchObject({
    kind: "claimed",
    part: { method: "sendMessage", payload: { text: "Hello" }, attempt: 1 },
  });
  expect(await status()).toBe("sending");
});

test("of many claims at the same time one gets the part", async () => {
  const { take, claim } = await queued();
  const fence = await take();
  const answers = await Promise.all(Array.from({ length: 20 }, () => claim(fence)));
  expect(answers.filter((answer) => answer?.kind === "claimed")).toHaveLength(1);
});

test("of owners of one process that ask in one call only the last one gets the part", async () => {
  const { take, database, connectionId, partId } = await queued();
  const fences = [await take(), await take(), await take()];
  const wanted = fences.map((fence) => ({ connectionId, fence, partId }));
  const kinds = async () => (await database.outbox.claim(wanted)).map(({ kind }) => kind);
  expect(await kinds()).toEqual(["owner-refused", "owner-refused", "claimed"]);
  expect(await kinds()).toEqual(["owner-refused", "owner-refused", "part-refused"]);
});

test("of answers by owners of one process only the one under the part's fence counts", async () => {
  const { take, claim, database, partId, messageId, workspaceId } = await queued();
  const fences = [await take(), await take()];
  await claim(fences[1] ?? "");
  const results = fences.map((fence, index) => ({
    ...{ workspaceId, messageId, partId, fence },
    ...{ to: "sent" as const, messageIds: [String(index)] },
  }));
  const counted = await database.transaction((tx) => tx.outbox.record(results));
  expect([...counted]).toEqual([results[1]]);
});

test("what is changed while a claim waits for it is digested as it would go out", async () => {
  const { database, take, claim, partId, workspaceId, url } = await queued();
  const fence = await take();
  const forger = await database.pool.connect();
  await forger.query("BEGIN");
  await forger.query(
    `UPDATE message_parts SET payload = jsonb_set(payload, '{text}', '"Goodbye"') WHERE id = $1`,
    [partId],
  );
  const waiting = claim(fence);
  await eventually(async () => (await lockWaits(url, "WITH wanted AS")) > 0);
  await forger.query("COMMIT");
  forger.release();
  const answer = await waiting;
  if (answer?.kind !== "claimed") throw new Error("it is claimed, and refused by its digest");
  const { payload, digested, digest } = answer.part;
  expect(payload.text).toBe("Goodbye");
  expect(digestOfParts({ ...digested, workspaceId })).not.toBe(digest);
});

test.each([
  ["its approval is taken back", "UPDATE approvals SET status = 'cancelled'"],
  ["its digest is not the approved one", "UPDATE messages SET digest = 'sha256:forged'"],
  ["the approval was for something else", "UPDATE approvals SET digest = 'sha256:other'"],
  ["there is no approval", "DELETE FROM approvals"],
  ["it has expired", "UPDATE messages SET expires_at = now() - interval '1 second'"],
  ["its message was cancelled", "UPDATE messages SET status = 'cancelled'"],
  ["it is not in the line", "UPDATE message_parts SET status = 'waiting'"],
])("nothing is claimed where %s", async (_what, change) => {
  const { take, claim, sql } = await queued();
  const fence = await take();
  await sql(change);
  expect(await claim(fence)).toEqual({ kind: "part-refused" });
});

test.each([
  ["is paused", "UPDATE connections SET outbound_paused_at = now()"],
  ["is held", "UPDATE connections SET hold_until = now() + interval '1 minute'"],
  ["needs a person", "UPDATE connections SET status = 'action_required'"],
  ["is being disconnected", "UPDATE connections SET status = 'disconnecting'"],
  ["has a new owner", "UPDATE connections SET fence = fence + 1"],
  [
    "is in a paused workspace",
    `INSERT INTO pauses (scope, workspace_id, reason, paused_by, paused_by_name)
     SELECT workspace_id, workspace_id, 'x', 'system', 'x' FROM connections`,
  ],
  [
    "is in a paused installation",
    "INSERT INTO pauses (scope, reason, paused_by, paused_by_name) VALUES ('installation', 'x', 'system', 'x')",
  ],
])("nothing is claimed where the connection %s", async (_what, change) => {
  const { take, claim, sql, status } = await queued();
  const fence = await take();
  await sql(change);
  expect(await claim(fence)).toEqual({ kind: "owner-refused" });
  expect(await status()).toBe("queued");
});

test("a forged job and a forged row send nothing", async () => {
  const world = await setup();
  const { connectionId, botId } = await world.connect();
  const chatId = await world.chat(botId);
  const asked = await world.send(connectionId, chatId, "Not approved");
  const { drainOutbox } = await import("@lumenflow/jobs");
  await world.queues.ring(drainOutbox, { connectionId });
  // As somebody with access to the tables, but not to an approver, would try.
  await world.sql("UPDATE message_parts SET status = 'queued', seq = 1");
  await world.sql("UPDATE messages SET status = 'queued'");
  await world.sql("UPDATE connections SET last_seq = 1");
  await world.queues.ring(drainOutbox, { connectionId });
  await world.rule();
  const honest = await world.send(connectionId, chatId, "Approved");
  await expect
    .poll(async () => (await world.message(honest.body.id)).status, { timeout: 10_000 })
    .toBe("sent");
  expect((await world.calls(botId)).map(({ payload }) => payload.text)).toEqual(["Approved"]);
  expect((await world.message(asked.body.id)).messageIds).toEqual([]);
});

test("a result counts only for the owner that claimed", async () => {
  const { take, claim, record, status } = await queued();
  const fence = await take();
  await claim(fence);
  const other = String(Number(fence) + 1);
  expect((await record(other, { to: "sent", messageIds: ["1"] })).size).toBe(0);
  expect(await status()).toBe("sending");
  expect((await record(fence, { to: "sent", messageIds: ["1"] })).size).toBe(1);
  expect(await status()).toBe("sent");
  expect((await record(fence, { to: "failed", failure })).size).toBe(0);
  expect(await status()).toBe("sent");
});

test("a new owner finds what the old one left under way, and a late answer ends the doubt", async () => {
  const world = await queued();
  const { database, take, claim, record, recordLate, status, partId } = world;
  const { connectionId, message, messageId } = world;
  const old = await take();
  await claim(old);
  const fence = await take();
  expect(await database.outbox.leftovers(connectionId, fence)).toMatchObject([
    { partId, fence: old },
  ]);
  await record(old, { to: "uncertain", failure });
  expect(await status()).toBe("uncertain");
  // "Certainly not sent" comes too late: somebody may have looked already.
  await recordLate(old, { to: "queued", waitMs: 0, spent: false, detail: "x" });
  expect(await status()).toBe("uncertain");
  await recordLate(old, { to: "sent", messageIds: ["77"] });
  expect(await message(messageId)).toMatchObject({ status: "sent", messageIds: ["77"] });
});

test("of an answer and a take-over's doubt in the same call the answer counts", async () => {
  const { database, workspaceId, take, claim, partId, message, messageId } = await queued();
  const fence = await take();
  await claim(fence);
  await take();
  const own = { workspaceId, messageId, partId, fence };
  const answer = { ...own, to: "sent", messageIds: ["77"] } as const;
  const known = { written: null, status: null, elapsedMs: null };
  const doubt = { ...own, to: "uncertain", failure, known } as const;
  const counted = await database.transaction((tx) => tx.outbox.record([doubt, answer]));
  expect([...counted]).toEqual([answer]);
  expect(await message(messageId)).toMatchObject({ status: "sent", messageIds: ["77"] });
});

test("what returns to the line keeps its place and waits as long as it must", async () => {
  const { database, take, claim, record, connectionId, partId, message, messageId } =
    await queued();
  const before = await database.outbox.readLine(connectionId, 0, 10);
  const fence = await take();
  await claim(fence);
  await record(fence, { to: "queued", waitMs: 60_000, spent: false, detail: "Too Many Requests" });
  const [after] = await database.outbox.readLine(connectionId, 0, 10);
  expect(after).toMatchObject({ id: partId, seq: before[0]?.seq });
  expect(after?.waitMs).toBeGreaterThan(59_000);
  expect(await message(messageId)).toMatchObject({
    status: "queued",
    waitingFor: "hold",
    parts: [{ attempt: 0 }],
  });
});

type Queued = Awaited<ReturnType<typeof queued>>;
const by = { initiator: "system", initiatorName: "test", reason: "wrong prices" };

test.each([
  [
    "pause of the connection",
    "queued",
    ({ database, workspaceId, connectionId }: Queued) =>
      database.connections.pause({ ...by, workspaceId, id: connectionId, direction: "outbound" }),
  ],
  [
    "pause of the workspace",
    "queued",
    ({ database, workspaceId }: Queued) => database.pauses.pause({ ...by, workspaceId }),
  ],
  [
    "pause of the installation",
    "queued",
    ({ database }: Queued) => database.pauses.pause({ ...by, workspaceId: null }),
  ],
  [
    "disconnect",
    "cancelled",
    ({ database, workspaceId, connectionId }: Queued) =>
      database.transaction((tx) => tx.outbox.cancelAllUnsent(workspaceId, connectionId, "system")),
  ],
])("a %s that has returned lets nothing more out", async (_what, left, stop) => {
  const world = await queued();
  const { take, claim, connectionId, send, chatId, sql } = world;
  for (let n = 0; n < 20; n += 1) await send(connectionId, chatId, `m${n}`);
  const fence = await take();
  const parts = (await sql("SELECT id FROM message_parts ORDER BY seq")) as { id: string }[];
  let returned = false;
  const kill = stop(world).then(() => {
    returned = true;
  });
  let late = 0;
  let claimed = 0;
  for (const { id } of parts) {
    const before = returned;
    const answer = await claim(fence, id);
    if (answer?.kind === "claimed") claimed += 1;
    if (before && answer?.kind === "claimed") late += 1;
  }
  await kill;
  expect(late).toBe(0);
  const rows = (await sql(
    "SELECT status, count(*)::int AS n FROM message_parts GROUP BY status",
  )) as { status: string; n: number }[];
  const found = Object.fromEntries(rows.map(({ status, n }) => [status, n]));
  expect((found.sending ?? 0) + (found[left] ?? 0)).toBe(21);
  expect(found.sending ?? 0).toBe(claimed);
});

test("places in the line become visible in order, however many are approved at once", async () => {
  const { connectionId, send, chatId, database, sql } = await queued();
  const seen: number[] = [];
  let cursor = 0;
  let going = true;
  const reading = (async () => {
    while (going || seen.length < 61) {
      const rows = await database.outbox.readLine(connectionId, cursor, 7);
      for (const { seq } of rows) seen.push(seq);
      cursor = rows.at(-1)?.seq ?? cursor;
      if (!going && rows.length === 0) break;
    }
  })();
  await Promise.all(Array.from({ length: 60 }, (_, n) => send(connectionId, chatId, `m${n}`)));
  going = false;
  await reading;
  expect(seen).toEqual(Array.from({ length: 61 }, (_, n) => n + 1));
  expect(await sql("SELECT last_seq::int AS n FROM connections")).toEqual([{ n: 61 }]);
});
