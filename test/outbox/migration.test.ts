/** Messages to a group that becomes a supergroup: they go to the new chat, as approved, in their order. */
import { newId } from "@lumenflow/db";
import { digestOfParts } from "@lumenflow/outbound";
import pg from "pg";
import { expect, test } from "vitest";
import { eventually, lockWaits } from "../harness/index.ts";
import { queueMessage } from "./queued-message.ts";
import { type SetupOptions, setup, unlimited } from "./setup.ts";

async function ready(options: SetupOptions = {}) {
  const world = await setup({ telegramTimeoutMs: 4_000, limits: unlimited, ...options });
  // Ours are lifted, and so is what the sandbox enforces.
  await world.control("POST", "/limits", { enforce: false });
  const bot = await world.connect();
  const groupId = await world.group(bot.botId, "group");
  const { workspaceId, database } = world;
  const { connectionId } = bot;
  return {
    ...world,
    ...bot,
    groupId,

    /** The group becomes a supergroup at Telegram; nobody has told us. */
    async migrate(chatId = groupId): Promise<string> {
      return (await world.control<{ id: string }>("POST", `/chats/${chatId}/migrate`, {})).id;
    },
    /** An update tells of it. */
    hear: (from: string, to: string) =>
      database.transaction((tx) => tx.chatMoves.follow({ workspaceId, connectionId, from, to })),

    ask: (text: string, more: object = {}, chatId = groupId) =>
      world.send(connectionId, chatId, text, more),

    async shown(chatId: string): Promise<string[]> {
      const { data } = await world.control<{ data: { text?: string }[] }>(
        "GET",
        `/chats/${chatId}/messages`,
      );
      return data.flatMap(({ text }) => text ?? []).filter((text) => text !== "hello");
    },

    async callsTo(chatId: string): Promise<string[]> {
      const calls = await world.calls(bot.botId);
      return calls
        .filter(({ payload }) => payload.chat_id === chatId)
        .map(({ payload }) => payload.text);
    },
  };
}

test("what waits for approval, for its time and for the end of a pause goes to the new chat", async () => {
  const world = await ready({ keeper: true });
  const asked = await world.ask("asked");
  const edited = await world.ask("to be edited");
  const scheduled = await world.ask("scheduled", {
    sendAt: new Date(Date.now() + 3_000).toISOString(),
  });
  await world.approve(scheduled.body.approvalId);
  await world.sql("UPDATE connections SET outbound_paused_at = now()");
  const queued = await world.ask("queued");
  await world.approve(queued.body.approvalId);
  const seen = await world.api("GET", `/approvals/${asked.body.approvalId}`);

  const heir = await world.migrate();
  expect(await world.hear(world.groupId, heir)).toBe(heir);

  const after = await world.api("GET", `/approvals/${asked.body.approvalId}`);
  expect(after.body.digest).toBe(seen.body.digest);
  await world.sql("UPDATE connections SET outbound_paused_at = NULL");
  await world.approve(asked.body.approvalId);
  await world.approve(edited.body.approvalId, { content: { type: "text", text: "edited" } });
  for (const { body } of [asked, edited, scheduled, queued]) await world.until(body.id, "sent");
  expect((await world.shown(heir)).toSorted()).toEqual(["asked", "edited", "queued", "scheduled"]);
  expect(await world.callsTo(world.groupId)).toEqual([]);
});

test("a new request to the old id is addressed to the new chat, and is the same request again", async () => {
  const world = await ready();
  await world.rule();
  const heir = await world.migrate();
  await world.hear(world.groupId, heir);
  const body = {
    connectionId: world.connectionId,
    chatId: world.groupId,
    content: { type: "text", text: "hi" },
  };
  const first = await world.api("POST", "/messages", { key: "once", body });
  const again = await world.api("POST", "/messages", { key: "once", body });
  expect([first.status, again.status, again.body.id]).toEqual([202, 202, first.body.id]);
  expect(await world.until(first.body.id, "sent")).toMatchObject({ chatId: heir });
  expect(await world.shown(heir)).toEqual(["hi"]);
  for (const chatId of [world.groupId, heir]) {
    for (const more of ["", `&connectionId=${world.connectionId}`]) {
      const { body: page } = await world.api("GET", `/messages?chatId=${chatId}${more}`);
      expect(page.data).toMatchObject([{ id: first.body.id }]);
    }
  }
});

test("Telegram's own refusal rewires everything else that is queued for the group, in its order", async () => {
  const world = await ready();
  await world.rule();
  await world.sql("UPDATE connections SET outbound_paused_at = now()");
  const texts = Array.from({ length: 12 }, (_, n) => `m${n}`);
  for (const text of texts.slice(0, -1)) await world.ask(text);
  const heir = await world.migrate();
  await world.sql("UPDATE connections SET outbound_paused_at = NULL");
  const last = await world.ask("m11");
  await world.until(last.body.id, "sent");
  await eventually(async () => (await world.shown(heir)).length === texts.length);
  expect(await world.shown(heir)).toEqual(texts);
  // One call found out; the others were spared.
  expect(await world.callsTo(world.groupId)).toEqual(["m0"]);
  expect(await world.database.chatMoves.idsOf({ ...world, chatId: world.groupId })).toEqual([
    heir,
    world.groupId,
  ]);
});

test("a line that is being sent follows in its order when an update tells of the move", async () => {
  const world = await ready({
    limits: { ...unlimited, chatPerSecond: 20 },
  });
  await world.rule();
  const texts = Array.from({ length: 20 }, (_, n) => `m${n}`);
  for (const text of texts.slice(0, 15)) await world.ask(text);
  await eventually(async () => (await world.shown(world.groupId)).length > 2);
  const heir = await world.migrate();
  await world.hear(world.groupId, heir);
  for (const text of texts.slice(15, 18)) await world.ask(text);
  for (const text of texts.slice(18)) await world.ask(text, {}, heir);
  await eventually(
    async () =>
      (await world.shown(world.groupId)).length + (await world.shown(heir)).length >= texts.length,
  );
  expect([...(await world.shown(world.groupId)), ...(await world.shown(heir))]).toEqual(texts);
});

test("a claim that waited for the move sends to the new chat what was approved", async () => {
  const world = await ready({ sender: false });
  const target = { ...world, chatId: world.groupId };
  const { partIds } = await queueMessage(world, target, ["one"]);
  const { connectionId, workspaceId, database } = world;
  const fence = (await database.outbox.take(connectionId))?.fence ?? "";
  const move = { workspaceId, connectionId, from: world.groupId, to: "-1009" };
  const claiming = await database.transaction(async (tx) => {
    await tx.chatMoves.follow(move);
    const claims = database.outbox.claim([{ connectionId, fence, partId: partIds[0] ?? "" }]);
    await eventually(async () => (await lockWaits(world.url)) > 0);
    return { claims };
  });
  const [claim] = await claiming.claims;
  if (claim?.kind !== "claimed") throw new Error("it is not claimed");
  expect(claim.part.payload.chat_id).toBe("-1009");
  expect(digestOfParts({ ...claim.part.digested, workspaceId })).toBe(claim.part.digest);
});

test("several parts and several moves are still what was approved", async () => {
  const world = await ready({ sender: false });
  const target = { ...world, chatId: world.groupId };
  const { id, partIds } = await queueMessage(world, target, ["one", "two", "three"]);
  const { connectionId } = world;
  const fence = (await world.database.outbox.take(connectionId))?.fence ?? "";
  /** Sends a part as the sender would, and says where it went. */
  const send = async (n: number) => {
    const partId = partIds[n] ?? "";
    const [claim] = await world.database.outbox.claim([{ connectionId, fence, partId }]);
    if (claim?.kind !== "claimed") throw new Error(`part ${n} is not claimed`);
    const { digested, digest, workspaceId, messageId } = claim.part;
    expect(digestOfParts({ ...digested, workspaceId })).toBe(digest);
    const result = { workspaceId, messageId, partId, fence, to: "sent", messageIds: [`${n}`] };
    await world.database.transaction((tx) => tx.outbox.record([result as never]));
    return claim.part.payload.chat_id;
  };
  expect(await send(0)).toBe(world.groupId);
  await world.hear(world.groupId, "-1007");
  expect(await send(1)).toBe("-1007");
  await world.hear("-1007", "-1008");
  expect(await send(2)).toBe("-1008");
  expect(await world.message(id)).toMatchObject({ status: "sent", chatId: world.groupId });
});

test("an answer to what was said in the group goes nowhere: in the supergroup that id is another message's", async () => {
  const world = await ready();
  await world.rule();
  await world.sql("UPDATE connections SET outbound_paused_at = now()");
  // The first of a group is what somebody said, the first of a supergroup that it was a group.
  const replyToMessageId = "1";
  const asked = await world.ask("answer", { replyToMessageId });
  const heir = await world.migrate();
  // Telegram says so by its refusal; nobody has heard of the move before.
  await world.sql("UPDATE connections SET outbound_paused_at = NULL");
  const next = await world.ask("next");
  await world.until(next.body.id, "sent");
  expect(await world.until(asked.body.id, "failed")).toMatchObject({
    failure: { code: "left_behind", remedy: "Ask to send it again, without the reply." },
  });
  const late = await world.ask("late", { replyToMessageId });
  expect(late).toMatchObject({
    status: 400,
    body: {
      errors: [{ path: "replyToMessageId", message: expect.stringContaining(heir) }],
    },
  });
  expect(await world.shown(heir)).toEqual(["next"]);
});

test("a digest still refuses any other chat", async () => {
  const world = await ready();
  await world.rule();
  const heir = await world.migrate();
  await world.hear(world.groupId, heir);
  await world.sql("UPDATE connections SET outbound_paused_at = now()");
  const asked = await world.ask("mine");
  const other = await world.group(world.botId);
  await world.sql(
    `UPDATE message_parts SET payload = payload || jsonb_build_object('chat_id', $1::text)`,
    [other],
  );
  await world.sql("UPDATE connections SET outbound_paused_at = NULL");
  await world.ask("next", {}, other);
  await world.until(asked.body.id, "failed");
  expect(await world.shown(other)).toEqual(["next"]);
});

test("a move in a circle is not followed", async () => {
  const world = await ready({ sender: false });
  await world.hear("-1", world.groupId);
  const { id, partIds } = await queueMessage(world, { ...world, chatId: world.groupId }, ["x"]);
  const { connectionId, workspaceId } = world;
  const fence = (await world.database.outbox.take(connectionId))?.fence ?? "";
  const partId = partIds[0] ?? "";
  const [claim] = await world.database.outbox.claim([{ connectionId, fence, partId }]);
  expect(claim).toMatchObject({ kind: "claimed", part: { chatId: world.groupId } });
  const result = { workspaceId, messageId: id, partId, fence, to: "queued", newChatId: "-1" };
  await world.database.transaction((tx) =>
    tx.outbox.record([{ ...result, waitMs: 0, spent: true, detail: "moved" } as never]),
  );
  const [part] = await world.database.outbox.readLine(connectionId, 0, 10);
  expect(part).toMatchObject({ chatId: world.groupId });
});

test("what failed before the move is sent again to the new chat", async () => {
  const world = await ready();
  await world.rule();
  await world.control("POST", "/faults", {
    botId: world.botId,
    method: "sendMessage",
    answer: { errorCode: 403, description: "Forbidden: bot was kicked from the group chat" },
    count: 1,
  });
  const asked = await world.ask("again");
  await world.until(asked.body.id, "failed");
  const heir = await world.migrate();
  await world.hear(world.groupId, heir);
  await world.api("POST", `/messages/${asked.body.id}/retry`);
  await world.until(asked.body.id, "sent");
  expect(await world.shown(heir)).toEqual(["again"]);
});

test("a rule that names the old id goes on matching, and one that names the new id begins to", async () => {
  const world = await ready();
  await world.rule();
  const named = await world.rule("block", { chatId: [world.groupId] });
  await world.sql("UPDATE policies SET priority = 20 WHERE id = $1", [named]);
  const heir = await world.migrate();
  await world.hear(world.groupId, heir);
  for (const chatId of [world.groupId, heir]) {
    const { status, body } = await world.ask("no", {}, chatId);
    expect([status, body.code, body.policy.ruleId]).toEqual([403, "E020", named]);
  }
  await world.sql('UPDATE policies SET "when" = $2 WHERE id = $1', [
    named,
    JSON.stringify({ chatId: [heir] }),
  ]);
  expect((await world.ask("no", {}, world.groupId)).status).toBe(403);
  await world.sql("DELETE FROM policies WHERE id = $1", [named]);

  // An edit is judged again, by both ids too.
  await world.sql("DELETE FROM policies");
  const pending = await world.ask("pending");
  const id = newId("policy");
  await world.sql(
    `INSERT INTO policies (id, workspace_id, name, priority, effect, "when")
     VALUES ($1, $2, 'late', 1, 'block', $3)`,
    [id, world.workspaceId, JSON.stringify({ chatId: [world.groupId] })],
  );
  const content = { type: "text", text: "edited" };
  expect((await world.approve(pending.body.approvalId, { content })).body.code).toBe("E020");
});

test("a move tells the line's owner with its commit, whoever is too busy to tell anything else", async () => {
  const world = await setup({ sender: false });
  const { database, workspaceId } = world;
  const { connectionId, botId } = await world.connect();
  await queueMessage(world, { connectionId, botId, chatId: "-5" }, ["one"]);
  const told: string[] = [];
  const [other, listener] = [1, 2].map(() => new pg.Client({ connectionString: world.url }));
  if (other === undefined || listener === undefined) throw new Error("no clients");
  await Promise.all([other.connect(), listener.connect()]);
  listener.on("notification", ({ payload }) => told.push(payload ?? ""));
  await listener.query("LISTEN outbox");
  let busy: Promise<unknown>[] = [];
  try {
    await database.transaction(async (tx) => {
      await tx.chatMoves.follow({ workspaceId, connectionId, from: "-5", to: "-1005" });
      await other.query("BEGIN");
      await other.query("LOCK TABLE pauses");
      busy = Array.from({ length: 200 }, () => database.pauses.all());
    });
    await eventually(async () => told.some((about) => about.includes("moved")));
  } finally {
    await other.query("ROLLBACK");
    await Promise.all(busy);
    await Promise.all([other.end(), listener.end()]);
  }
});
