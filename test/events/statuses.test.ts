/** Messages, approvals and connections raise their events whoever moves them, and say no words. */
import { type EventType, events, eventTypes } from "@lumenflow/api";
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { queueMessage } from "../outbox/queued-message.ts";
import { setup } from "../outbox/setup.ts";
import { addEndpoint, line } from "./setup.ts";

async function world(options: Parameters<typeof setup>[0] = {}) {
  const outbox = await setup({ sender: false, ...options });
  const bot = await outbox.connect();
  const chatId = await outbox.chat(bot.botId);
  const { database, workspaceId } = outbox;
  const endpointId = await addEndpoint(database, { workspaceId, events: eventTypes });
  const told = () => line(database, endpointId);
  return {
    ...outbox,
    ...bot,
    chatId,
    told,
    ask: (text: string, more: object = {}) => outbox.send(bot.connectionId, chatId, text, more),
    /** Types with the statuses that they tell, in the order of the line. */
    story: async () =>
      (await told()).map(({ event: { type, data } }) =>
        [type, data.previousStatus, data.status].filter((each) => each != null).join(" "),
      ),
    async toldOf(id: string, status: string) {
      const found = (await told()).find(
        ({ event: { data } }) => data.id === id && data.status === status,
      );
      expect(found, `${id} ${status}`).toBeDefined();
      return found?.event.data as Record<string, unknown>;
    },
  };
}

test("a message's way is told step by step in its chat's lane, between its approval's", async () => {
  const { told, story, ask, approve, message, connectionId, chatId, workspaceId } = await world({
    sender: true,
  });
  const words = "The parcel is on its way";
  const metadata = { order: 9, note: "fragile" };
  const asked = await ask(words, { metadata, reason: "they asked" });
  await approve(asked.body.approvalId);
  const sent = await eventually(async () => {
    const seen = await message(asked.body.id);
    return seen.status === "sent" && seen;
  });

  expect(await story()).toEqual([
    "message.status.changed pending_approval",
    "approval.requested pending",
    "approval.resolved approved",
    "message.status.changed pending_approval queued",
    "message.status.changed queued sending",
    "message.status.changed sending sent",
  ]);
  for (const { event, text, delivery } of await told()) {
    expect(events[event.type as EventType].safeParse(event).error, text).toBeUndefined();
    expect(event).toMatchObject({ workspaceId, connectionId, chatId });
    expect(delivery.lane).toBe(`${connectionId}/chat:${chatId}`);
    expect(text).not.toContain(words);
  }
  const [made, requested, resolved, , , last] = (await told()).map(({ event }) => event.data);
  expect(made).toMatchObject({ id: asked.body.id, messageIds: [], failure: null, metadata });
  expect(requested).toMatchObject({
    id: asked.body.approvalId,
    messageId: asked.body.id,
    requester: { kind: "key", name: "sidekick" },
  });
  expect(requested).not.toHaveProperty("decidedBy");
  expect(resolved).toMatchObject({ decidedBy: { kind: "user", name: "approver" }, edited: false });
  expect(last).toMatchObject({ messageIds: sent.messageIds, idempotencyKey: expect.any(String) });
  expect(sent.messageIds).toHaveLength(1);
});

test("what a rule lets go is asked of nobody: only the message is told of", async () => {
  const { rule, ask, story } = await world();
  await rule();
  await ask("At once");
  expect(await story()).toEqual(["message.status.changed queued"]);
});

test("a rejection tells why, an edit that there was one, and a block that it was blocked", async () => {
  const { ask, approve, api, toldOf, rule, story } = await world();
  const [first, second] = [await ask("a"), await ask("b")];
  const seen = await api("GET", `/approvals/${first.body.approvalId}`, { caller: "approver" });
  await api("POST", `/approvals/${first.body.approvalId}/resolve`, {
    caller: "approver",
    body: { decision: "rejected", digest: seen.body.digest, reason: "Too blunt" },
  });
  await approve(second.body.approvalId, { content: { type: "text", text: "B!" } });
  await rule("block");
  expect((await ask("c")).status).toBe(403);

  const rejected = await toldOf(first.body.approvalId, "rejected");
  expect(rejected).toMatchObject({ decisionReason: "Too blunt", edited: false });
  expect(await toldOf(second.body.approvalId, "approved")).toMatchObject({ edited: true });
  expect((await story()).at(-1)).toBe("message.status.changed blocked");
});

test("what fails tells its code and remedy", async () => {
  const { rule, ask, control, botId, toldOf } = await world({ sender: true });
  await rule();
  const description = "Forbidden: bot was blocked by the user";
  const answer = { status: 403, errorCode: 403, description };
  await control("POST", "/faults", { botId, method: "sendMessage", count: 1, answer });
  const { body } = await ask("a");
  const told = await eventually(() => toldOf(body.id, "failed"));
  expect(told).toMatchObject({
    previousStatus: "sending",
    failure: { code: expect.any(String), detail: expect.stringContaining("blocked") },
  });
});

test("every message that one statement moves raises its own event", async () => {
  const { database, workspaceId, connectionId, botId, chatId, told } = await world();
  const ids = [];
  for (let n = 0; n < 20; n += 1) {
    const target = { connectionId, botId, chatId };
    ids.push((await queueMessage({ database, workspaceId }, target, [`${n}`])).id);
  }
  await database.transaction((tx) =>
    tx.outbox.cancelAllUnsent(workspaceId, connectionId, "system"),
  );
  const cancelled = (await told()).filter(({ event }) => event.data.status === "cancelled");
  expect(cancelled.map(({ event }) => event.data.id).toSorted()).toEqual(ids.toSorted());
});

test("an approval that expires or is called off is resolved by nobody", async () => {
  const { ask, api, sql, toldOf } = await world({ keeper: true });
  const [late, off] = [await ask("a"), await ask("b")];
  await api("POST", `/messages/${off.body.id}/cancel`);
  expect(await toldOf(off.body.approvalId, "cancelled")).toMatchObject({ decidedBy: null });
  await sql("UPDATE approvals SET expires_at = now() WHERE status = 'pending'");
  await eventually(() => toldOf(late.body.approvalId, "expired"));
  await eventually(() => toldOf(late.body.id, "expired"));
});

test("what is rolled back, or changes no status, tells nothing; nor does anything without endpoints", async () => {
  const { database, sql, ask, told, workspaceId } = await world();
  await sql("UPDATE endpoints SET disabled_at = now()");
  const { body } = await ask("a");
  expect(await database.prisma.event.count()).toBe(0);
  await sql("UPDATE endpoints SET disabled_at = NULL");
  await sql("UPDATE messages SET updated_at = now(), reason = 'another'");
  const undone = database.transaction(async (tx) => {
    const messageIds = [body.id];
    await tx.outbox.end({ workspaceId, messageIds, to: "cancelled", actor: "system" });
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await told()).toEqual([]);
});

test("metadata beyond 4 KiB is left out", async () => {
  const { ask, told } = await world();
  await ask("a", { metadata: { long: "x".repeat(5_000) } });
  const [made] = await told();
  expect(made?.event.data).not.toHaveProperty("metadata");
  expect(made?.event.data).toHaveProperty("idempotencyKey");
});

test("a connection tells what its history says, in a lane of its own", async () => {
  const { database, connectionId, workspaceId, told, story } = await world();
  const { registrations, connections } = database;
  await database.ingest.noteDeliveries([{ workspaceId, connectionId }]);
  await connections.disconnect(workspaceId, connectionId, "system");
  await registrations.disconnected(connectionId, []);
  // What moves nothing tells nothing.
  await connections.disconnect(workspaceId, connectionId, "system");
  await database.ingest.noteDeliveries([{ workspaceId, connectionId }]);

  expect(await story()).toEqual([
    "connection.status.changed connected active",
    "connection.status.changed active disconnecting",
    "connection.status.changed disconnecting disconnected",
  ]);
  for (const { event, text, delivery } of await told()) {
    expect(events["connection.status.changed"].safeParse(event).error, text).toBeUndefined();
    expect(delivery.lane).toBe(connectionId);
    expect(event).not.toHaveProperty("chatId");
  }
});
