/** What an endpoint gets: signed, in order per chat, and nobody waits for a neighbour. */
import { expect, test } from "vitest";
import { describeBackends, eventually } from "../harness/index.ts";
import { startReceiver } from "./receiver.ts";
import { numbers, setup } from "./setup.ts";

describeBackends("delivering events", ({ prepare }) => {
  test("an event arrives signed, once, and the log tells of it", async () => {
    const world = await setup(await prepare());
    const receiver = await startReceiver();
    const { id, secret } = await world.endpoint(receiver);
    const connectionId = await world.connection();
    const [eventId] = await world.tell(connectionId, [{ chatId: "7", n: 1 }]);
    await world.settled(id);

    expect(receiver.received).toHaveLength(1);
    const [got] = receiver.received;
    if (got === undefined) throw new Error("nothing arrived");
    expect(receiver.verify(got, secret)).toMatchObject({
      id: eventId,
      type: "message.status.changed",
      workspaceId: world.workspaceId,
      connectionId,
      chatId: "7",
      data: { n: 1 },
    });
    expect(got.headers).toMatchObject({
      "content-type": "application/json",
      "webhook-id": eventId,
      "user-agent": expect.stringMatching(/^LumenFlow-Telegram\/\d/),
    });
    expect(await world.deliveries(id)).toMatchObject([
      {
        event: { id: eventId, type: "message.status.changed" },
        chatId: "7",
        status: "delivered",
        attempts: 1,
        responseCode: 204,
        cause: null,
        bodyDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        failures: [],
      },
    ]);
    const metrics = await world.metrics.registry.metrics();
    expect(metrics).toContain('lumenflow_delivery_attempts_total{outcome="delivered"} 1');
    expect(world.log.join("")).not.toContain(receiver.url);
  });

  test("a chat's events arrive in order, many chats at once, and a failing chat holds only itself", async () => {
    const world = await setup({ ...(await prepare()), stepsMs: [50, 50, 50, 50] });
    const receiver = await startReceiver();
    let refusals = 0;
    receiver.behave(({ event }) => {
      if (event.chatId !== "0" || refusals >= 3) return undefined;
      refusals += 1;
      return { status: 500 };
    });
    const { id } = await world.endpoint(receiver);
    const connectionId = await world.connection();
    const chats = Array.from({ length: 20 }, (_, chat) => String(chat));
    for (let n = 0; n < 10; n += 1) {
      await world.tell(
        connectionId,
        chats.map((chatId) => ({ chatId, n })),
      );
    }
    await world.settled(id);

    const inOrder = Array.from({ length: 10 }, (_, n) => n);
    for (const chatId of chats.slice(1)) {
      expect(numbers(receiver.of(chatId)), `chat ${chatId}`).toEqual(inOrder);
    }
    expect(numbers(receiver.of("0"))).toEqual([0, 0, 0, ...inOrder]);
    expect(new Set(receiver.received.map((got) => got.id)).size).toBe(200);
  });

  test("a chat that is slow is waited for by its own events alone", async () => {
    const world = await setup(await prepare());
    const receiver = await startReceiver();
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    receiver.behave(async ({ event }) => {
      if (event.chatId === "slow") await opened;
      return undefined;
    });
    const { id } = await world.endpoint(receiver);
    const connectionId = await world.connection();
    await world.tell(connectionId, [
      { chatId: "slow", n: 1 },
      { chatId: "slow", n: 2 },
      ...Array.from({ length: 50 }, (_, n) => ({ chatId: String(n % 5), n })),
    ]);
    await eventually(() => receiver.received.length === 51);
    expect(numbers(receiver.of("slow"))).toEqual([1]);
    open();
    await world.settled(id);
    expect(numbers(receiver.of("slow"))).toEqual([1, 2]);
  });

  test("a slow endpoint leaves others alone", async () => {
    const world = await setup(await prepare());
    const slow = await startReceiver();
    const quick = await startReceiver();
    slow.behave(() => new Promise(() => undefined));
    await world.endpoint(slow);
    const { id } = await world.endpoint(quick);
    const connectionId = await world.connection();
    await world.tell(
      connectionId,
      Array.from({ length: 100 }, (_, n) => ({ chatId: String(n % 50), n })),
    );
    await world.settled(id);
    expect(quick.received).toHaveLength(100);
    // No more are under way at the same time than one endpoint may have.
    expect(slow.received.length).toBeLessThanOrEqual(32);
    await slow.stop();
  });

  test("a paused connection's events wait, others go on, and resuming lets them go", async () => {
    const world = await setup(await prepare());
    const receiver = await startReceiver();
    const { id } = await world.endpoint(receiver);
    const [paused, other] = [await world.connection(), await world.connection()];
    const by = { workspaceId: world.workspaceId, direction: "inbound", initiator: "x" } as const;
    await world.database.connections.pause({ ...by, id: paused, reason: "night" });
    await world.tell(paused, [{ chatId: "1", n: 1 }]);
    await world.tell(other, [{ chatId: "1", n: 2 }]);
    await eventually(() => receiver.received.length === 1);
    expect(numbers(receiver.received)).toEqual([2]);
    expect(await world.deliveries(id, "&status=pending")).toHaveLength(1);

    await world.database.connections.resume({ ...by, id: paused });
    await world.settled(id);
    expect(numbers(receiver.received)).toEqual([2, 1]);
  });

  test("updates are told of to the digit, an album's in their order", async () => {
    const world = await setup(await prepare());
    const receiver = await startReceiver();
    const { id } = await world.endpoint(receiver, { events: ["telegram.update.received"] });
    const connectionId = await world.connection();
    const ids = ["upd_1", "upd_2"];
    await world.sql(
      `INSERT INTO updates (id, workspace_id, connection_id, update_id, kind, chat_id, lane, body,
         body_digest, position, received_at)
       SELECT id, $1, $2, n, 'message', '5', 'chat:5', format('{"update_id":%s,"big":12345678901234567890.0}', n),
         '', n, now()
       FROM unnest($3::text[]) WITH ORDINALITY AS t(id, n)`,
      [world.workspaceId, connectionId, ids],
    );
    await world.sql(
      `INSERT INTO events (id, workspace_id, type, connection_id, chat_id, subject_id, lane, update_ids)
       VALUES ('evt_1', $1, 'telegram.update.received', $2, '5', 'upd_2', 'x', $3)`,
      [world.workspaceId, connectionId, ids.toReversed()],
    );
    await world.settled(id);
    const [got] = receiver.received;
    expect(got?.event.data.updates.map((update: { id: string }) => update.id)).toEqual(
      ids.toReversed(),
    );
    expect(got?.text).toContain('"update":{"update_id":2,"big":12345678901234567890.0}');
  });
});
