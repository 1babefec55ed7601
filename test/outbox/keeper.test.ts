import { expect, onTestFinished, test, vi } from "vitest";
import { describeWith, eventually, freshRedis } from "../harness/index.ts";
import { setup } from "./setup.ts";

async function kept(options: Parameters<typeof setup>[0] = {}) {
  const world = await setup({ keeper: true, ...options });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  return { ...world, ...bot, chatId };
}

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

test("a scheduled message goes when its time has come, and not before", async () => {
  const world = await kept();
  await world.rule();
  const sendAt = inMs(2_500);
  const asked = await world.send(world.connectionId, world.chatId, "Later", { sendAt });
  expect(asked.body).toMatchObject({ status: "scheduled", waitingFor: "schedule" });
  const sent = await world.until(asked.body.id, "sent");
  expect(sent.timeline.map(({ status }: { status: string }) => status)).toEqual([
    "scheduled",
    "queued",
    "sending",
    "sent",
  ]);
  const [call] = await world.calls(world.botId);
  expect(call?.timeMs).toBeGreaterThanOrEqual(Date.parse(sendAt));
});

test("what nobody approves, or nothing sends, in time expires with its question", async () => {
  const world = await kept();
  const { connectionId, chatId } = world;
  const asked = await world.send(connectionId, chatId, "a", { expiresAt: inMs(1_500) });
  await world.sql("UPDATE connections SET outbound_paused_at = now()");
  const stuck = await world.send(connectionId, chatId, "b", { expiresAt: inMs(3_000) });
  await world.approve(stuck.body.approvalId);
  await world.until(asked.body.id, "expired");
  const approval = await world.api("GET", `/approvals/${asked.body.approvalId}`);
  expect(approval.body).toMatchObject({ status: "expired", decidedBy: null });
  const expired = await world.until(stuck.body.id, "expired");
  expect(expired.parts).toMatchObject([{ status: "cancelled" }]);
  expect(await world.calls(world.botId)).toEqual([]);
});

test("an approval with a time of its own expires its message", async () => {
  const world = await kept();
  const asked = await world.send(world.connectionId, world.chatId, "a");
  await world.sql("UPDATE approvals SET expires_at = now()");
  await world.until(asked.body.id, "expired");
});

test("a long hold is parked in Postgres, and the waker rings when it is over", async () => {
  const world = await kept();
  await world.rule();
  await world.control("POST", "/faults", {
    botId: world.botId,
    method: "sendMessage",
    count: 1,
    answer: { errorCode: 429, description: "Too Many Requests: retry after 7", retryAfter: 7 },
  });
  const asked = await world.send(world.connectionId, world.chatId, "Held");
  await eventually(async () => {
    const [row] = (await world.sql("SELECT wake_at FROM connections")) as { wake_at: Date }[];
    return row?.wake_at;
  });
  // Parked means: no job.
  await eventually(async () => {
    const [row] = (await world.sql(
      "SELECT count(*)::int AS n FROM bullmq.job WHERE queue = 'outbox' AND state <> 'completed'",
    )) as { n: number }[];
    return row?.n === 0;
  });
  await world.until(asked.body.id, "sent");
  expect(await world.calls(world.botId)).toHaveLength(2);
});

test("a scheduled message outlives the processes that took it, and goes once", async () => {
  const world = await setup({ sender: false });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  await world.rule();
  const asked = await world.send(bot.connectionId, chatId, "Later", { sendAt: inMs(500) });
  expect(asked.body).toMatchObject({ status: "scheduled", waitingFor: "schedule" });
  // Nothing that could send has run until now.
  await eventually(async () => {
    const [row] = (await world.sql("SELECT send_at <= now() AS due FROM messages")) as {
      due: boolean;
    }[];
    return row?.due;
  });
  expect((await world.message(asked.body.id)).status).toBe("scheduled");
  for (const component of world.outboundComponents) await component.start();
  onTestFinished(async () => {
    for (const component of world.outboundComponents.toReversed()) await component.stop();
  });
  await eventually(async () => (await world.message(asked.body.id)).status === "sent");
  expect(await world.calls(bot.botId)).toHaveLength(1);
});

test("a scheduled message can be cancelled until it goes", async () => {
  const world = await kept();
  await world.rule();
  const { connectionId, chatId } = world;
  const first = await world.send(connectionId, chatId, "Never", { sendAt: inMs(700) });
  const second = await world.send(connectionId, chatId, "Later", { sendAt: inMs(900) });
  const cancelled = await world.api("POST", `/messages/${first.body.id}/cancel`);
  expect(cancelled).toMatchObject({ status: 200, body: { status: "cancelled" } });
  await world.until(second.body.id, "sent");
  expect((await world.calls(world.botId)).map(({ payload }) => payload.text)).toEqual(["Later"]);
});

test("what is approved after its time goes at once", async () => {
  const world = await kept();
  const asked = await world.send(world.connectionId, world.chatId, "Late", { sendAt: inMs(200) });
  await world.sql("UPDATE messages SET send_at = now() - interval '3 hours'");
  expect(asked.body).toMatchObject({ status: "pending_approval" });
  await world.approve(asked.body.approvalId);
  const sent = await world.until(asked.body.id, "sent");
  expect(sent.timeline.map(({ status }: { status: string }) => status)).not.toContain("scheduled");
});

test("Postgres's clock says what is due, whatever a process believes", async () => {
  const world = await kept();
  await world.rule();
  const { connectionId, chatId } = world;
  const later = inMs(600_000);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const asked = await world.send(connectionId, chatId, "In ten minutes", { sendAt: later });
  expect(asked.body).toMatchObject({ status: "scheduled" });
  const lasts = await world.send(connectionId, chatId, "x", { expiresAt: later });
  expect(lasts.status).toBe(202);
  await world.sql("DELETE FROM policies");
  const approved = await world.send(connectionId, chatId, "Asked", { sendAt: later });
  await world.approve(approved.body.approvalId);
  expect((await world.message(approved.body.id)).status).toBe("scheduled");
});

test("idempotency keys are forgotten after thirty days and not before", async () => {
  const world = await kept();
  const { connectionId, chatId, database } = world;
  const old = await world.send(connectionId, chatId, "old");
  await world.send(connectionId, chatId, "new");
  await world.sql("UPDATE messages SET created_at = now() - interval '31 days' WHERE id = $1", [
    old.body.id,
  ]);
  expect(await database.messages.forgetKeys(30, 100)).toBe(1);
  expect(await world.sql("SELECT id FROM messages WHERE idempotency_key IS NULL")).toEqual([
    { id: old.body.id },
  ]);
});

describeWith("redis", "a Redis that loses everything", () => {
  test("costs no approved message: the sweep rings again", async () => {
    const redis = await freshRedis();
    try {
      const world = await kept({ backend: { kind: "redis", url: redis.url } });
      await world.rule();
      await world.sql("UPDATE connections SET outbound_paused_at = now()");
      const asked = await world.send(world.connectionId, world.chatId, "Survivor");
      await eventually(async () => {
        const [row] = (await world.sql("SELECT fence::int AS n FROM connections")) as {
          n: number;
        }[];
        return (row?.n ?? 0) > 0;
      });
      await redis.kill();
      await world.sql("UPDATE connections SET outbound_paused_at = NULL");
      const unrung = await world.send(world.connectionId, world.chatId, "Never rung");
      expect(unrung.status).toBe(202);
      await redis.restart();
      await world.until(asked.body.id, "sent");
      await world.until(unrung.body.id, "sent");
      const texts = (await world.calls(world.botId)).map(({ payload }) => payload.text);
      expect(texts).toEqual(["Survivor", "Never rung"]);
    } finally {
      await redis.stop();
    }
  });
});
