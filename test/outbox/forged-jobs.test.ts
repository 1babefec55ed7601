import { drainOutbox } from "@lumenflow/jobs";
import { createLogger } from "@lumenflow/runtime";
import { expect, onTestFinished, test } from "vitest";
import { createPostgresDriver } from "../../packages/queue/src/backend-postgres.ts";
import { createRedisDriver } from "../../packages/queue/src/backend-redis.ts";
import { type Backend, describeBackends, eventually } from "../harness/index.ts";
import { setup, type World } from "./setup.ts";

/** Adds to the outbox's queue whatever somebody with access to Redis or Postgres could. */
async function forger(backend: Backend, { prefix }: World) {
  const logger = createLogger({ name: "forger", level: "silent" });
  const errors = { report: () => undefined };
  const driver =
    backend.kind === "redis"
      ? createRedisDriver({ url: backend.url, prefix, logger, errors })
      : createPostgresDriver({ url: backend.url, errors });
  await driver.connect();
  const queue = driver.queue(drainOutbox.queue);
  onTestFinished(async () => {
    await queue.close();
    await driver.close();
  });
  return async (name: string, payload: unknown) => {
    await queue.add(name, payload);
  };
}

describeBackends("a job that somebody forged", ({ prepare }) => {
  test("causes nothing that Postgres has not approved, and the worker goes on", async () => {
    const prepared = await prepare();
    const world = await setup({ ...prepared, keeper: true });
    const { connectionId, botId } = await world.connect();
    const chatId = await world.chat(botId);
    const other = await world.connect();
    await world.sql("UPDATE connections SET workspace_id = 'ws_other' WHERE id = $1", [
      other.connectionId,
    ]);
    const forge = await forger(prepared.backend, world);
    const unapproved = await world.send(connectionId, chatId, "Not approved");

    const text = "Buy now";
    const call = { method: "sendMessage", payload: { chat_id: chatId, text } };
    for (const payload of [
      { connectionId },
      { connectionId: other.connectionId },
      { connectionId: "conn_unknown" },
      { connectionId: "" },
      { connectionId: 7 },
      { connectionId: [connectionId] },
      { connectionId: "'; UPDATE message_parts SET status = 'queued'; --" },
      {},
      null,
      [],
      text,
      { connectionId, chatId, content: { type: "text", text }, ...call },
      { connectionId, messageId: unapproved.body.id, approved: true, digest: "sha256:0", text },
      { connectionId, open: true, fence: "99", parts: [call] },
    ]) {
      await forge(drainOutbox.name, payload);
    }
    await forge("send-message", { connectionId, ...call });
    await forge("sendMessage", call);

    await world.rule();
    const honest = await world.send(connectionId, chatId, "Approved");
    await eventually(async () => (await world.message(honest.body.id)).status === "sent");
    // Every forged job has run, or was thrown away.
    await eventually(async () => {
      const counts = await world.queues.counts([{ epoch: 1, count: 2 }]);
      const outbox = counts.find(({ queue }) => queue === drainOutbox.queue);
      return (outbox?.waiting ?? 0) + (outbox?.active ?? 0) === 0;
    });
    expect((await world.calls(botId)).map(({ payload }) => payload.text)).toEqual(["Approved"]);
    expect(await world.calls(other.botId)).toEqual([]);
    expect((await world.message(unapproved.body.id)).status).toBe("pending_approval");
    expect(world.log.join("\n")).not.toContain(text);
  });

  test("with forged rows beside it sends nothing that was not approved as it is", async () => {
    const prepared = await prepare();
    const world = await setup({ ...prepared, keeper: true });
    const { connectionId, botId } = await world.connect();
    const chatId = await world.chat(botId);
    const forge = await forger(prepared.backend, world);

    async function asked(text: string): Promise<{ id: string; approvalId: string }> {
      return (await world.send(connectionId, chatId, text)).body;
    }
    const never = await asked("Never asked anybody");
    await world.sql("DELETE FROM approvals WHERE message_id = $1", [never.id]);
    const pending = await asked("Still asking");
    const rejected = await asked("Rejected");
    const seen = await world.api("GET", `/approvals/${rejected.approvalId}`);
    const decision = { decision: "rejected", digest: seen.body.digest };
    await world.api("POST", `/approvals/${rejected.approvalId}/resolve`, {
      caller: "approver",
      body: decision,
    });
    // Approved while nothing is sent, then changed in one way each.
    await world.database.pauses.pause({ ...by, workspaceId: null });
    const otherDigest = await asked("Approved as something else");
    const otherText = await asked("Changed after approval");
    const otherChat = await asked("Sent elsewhere after approval");
    const otherPart = await asked("Grown after approval");
    for (const { approvalId } of [otherDigest, otherText, otherChat, otherPart]) {
      expect((await world.approve(approvalId)).status).toBe(200);
    }
    await world.sql("UPDATE approvals SET digest = 'sha256:0' WHERE id = $1", [
      otherDigest.approvalId,
    ]);
    await world.sql(
      `UPDATE message_parts SET payload = payload || '{"text":"Buy now"}' WHERE message_id = $1`,
      [otherText.id],
    );
    await world.sql(
      `UPDATE message_parts SET chat_id = '1', payload = payload || '{"chat_id":"1"}'
       WHERE message_id = $1`,
      [otherChat.id],
    );
    await world.sql(
      `INSERT INTO message_parts (id, workspace_id, message_id, connection_id, chat_id, ordinal,
         method, payload, status, seq)
       SELECT 'part_forged', workspace_id, message_id, connection_id, chat_id, 1, method,
         '{"chat_id":"1","text":"Buy now"}', 'queued', seq + 1000
       FROM message_parts WHERE message_id = $1`,
      [otherPart.id],
    );
    await world.sql(
      `UPDATE message_parts p SET status = 'queued', seq = 100 + o.place
       FROM unnest($1::text[]) WITH ORDINALITY AS o (id, place) WHERE p.message_id = o.id`,
      [[never.id, pending.id, rejected.id]],
    );
    await world.sql("UPDATE messages SET status = 'queued'");
    await world.sql("UPDATE connections SET last_seq = 5000");

    await world.database.pauses.resume({ ...by, workspaceId: null });
    await forge(drainOutbox.name, { connectionId });
    await world.rule();
    const honest = await world.send(connectionId, chatId, "Approved");
    await eventually(async () => (await world.message(honest.body.id)).status === "sent");
    expect((await world.calls(botId)).map(({ payload }) => payload.text)).toEqual(["Approved"]);
    // What was tampered with is found out when it is claimed, and never tried again.
    for (const { id } of [otherText, otherChat, otherPart]) {
      expect(await world.message(id)).toMatchObject({
        status: "failed",
        failure: { code: "not_as_approved" },
      });
    }
  });
});

const by = { initiator: "system", initiatorName: "test", reason: "test" };
