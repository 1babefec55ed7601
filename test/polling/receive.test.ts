/** From getUpdates into Postgres: each update once, in order, in Telegram's own words. */
import { convergeRegistration } from "@lumenflow/jobs";
import { describeUpdate } from "@lumenflow/telegram";
import { expect, test } from "vitest";
import { describeBackends, eventually } from "../harness/index.ts";
import { everyFixture } from "../ingress/fixtures.ts";
import { setup } from "./setup.ts";

describeBackends("receiving by polling", ({ prepare }) => {
  test("every kind of update arrives once, in its order, as it was written", async () => {
    const { telegram, world, registrar, connect, stored, pending } = await setup(await prepare());
    await world.dispatch();
    await registrar();
    const bot = await telegram.createBot();
    const sent = everyFixture();
    const half = Math.ceil(sent.length / 2);
    for (const { text } of sent.slice(0, half)) await telegram.deliver(bot, text);
    const id = await connect(bot);
    for (const { text } of sent.slice(half)) await telegram.deliver(bot, text);

    const rows = await eventually(
      async () => {
        const found = await stored(id);
        return found.length >= sent.length && found;
      },
      { timeoutMs: 30_000 },
    );
    await eventually(async () => (await pending(bot)) === 0);
    expect(await stored(id)).toHaveLength(sent.length);
    const lanes = Map.groupBy(rows, ({ body }) => describeUpdate(body).chatLane);
    const expected = Map.groupBy(sent, ({ lane }) => lane);
    expect(lanes.size).toBe(expected.size);
    for (const [lane, updates] of expected) {
      expect(lanes.get(lane)?.map(({ body }) => body)).toEqual(updates.map(({ text }) => text));
    }
    const calls = await telegram.calls({ botId: bot.id, method: "getUpdates" });
    expect(calls.filter(({ answer }) => answer?.status !== 200)).toEqual([]);
    expect(calls[0]?.payload).toMatchObject({
      limit: 100,
      timeout: 2,
      allowed_updates: expect.arrayContaining(["message", "chat_member", "message_reaction"]),
    });
  });

  test("numbers, escapes and blanks stay as Telegram wrote them", async () => {
    const { telegram, world, registrar, connect, stored } = await setup(await prepare());
    await world.dispatch();
    await registrar();
    const bot = await telegram.createBot();
    const id = await connect(bot);
    const texts = [
      `{"update_id":700000001,\n"message":{"message_id":1,"date":1,"chat":{"id":12345678901234567890,"type":"private"},"n":1.10,"e":1E+2}}`,
      `{ "update_id" : 700000002 , "some_future_kind" : { "text" : "\\u0000\\ud83d ]}\\" é😀", "list" : [ [] , {} ] } }`,
      `{"update_id":700000003,"message":{"message_id":2,"date":1,"chat":{"id":5,"type":"private"},"text":null}}`,
    ];
    for (const text of texts) await telegram.deliver(bot, text);
    const rows = await eventually(async () => {
      const found = await stored(id);
      return found.length === texts.length && found;
    });
    expect(rows.map(({ body }) => body).sort()).toEqual([...texts].sort());
  });

  test("nothing is confirmed that the queue has not taken, and nothing of it is lost", async () => {
    const { telegram, world, registrar, connect, stored, pending, log } = await setup(
      await prepare(),
    );
    await world.dispatch();
    let refused = 0;
    let away = true;
    await registrar({
      queues: (real) => ({
        ...real,
        async enqueue(job, payload, partition) {
          if (!away) return real.enqueue(job, payload, partition);
          refused += 1;
          // Some are added all the same: the reader must bear duplicates.
          if (refused % 2 === 0) await real.enqueue(job, payload, partition);
          throw new Error("the queue is away");
        },
      }),
    });
    const bot = await telegram.createBot();
    const chatId = await telegram.createPerson();
    const texts = Array.from({ length: 5 }, (_, index) => `message ${index}`);
    for (const text of texts) await telegram.write(bot, { text, chatId, fromUserId: chatId });
    const id = await connect(bot);
    await eventually(() => refused >= 3);
    expect(await pending(bot)).toBe(texts.length);
    away = false;
    await eventually(async () => (await pending(bot)) === 0);
    const rows = await eventually(async () => {
      const found = await stored(id);
      return found.length >= texts.length && found;
    });
    expect(rows.map(({ body }) => JSON.parse(body).message.text)).toEqual(texts);
    expect(log.join("")).not.toContain(bot.token);
  });

  test("a new connection may begin afresh; otherwise what waited is received", async () => {
    const { telegram, world, registrar, connect, reaches, stored, pending } = await setup(
      await prepare(),
    );
    await world.dispatch();
    await registrar();
    const [fresh, kept] = [await telegram.createBot(), await telegram.createBot()];
    for (const bot of [fresh, kept]) await telegram.write(bot, { text: "from before" });
    const [freshId, keptId] = [await connect(fresh, { drop: true }), await connect(kept)];
    await eventually(async () => (await stored(keptId)).length === 1);
    await reaches(freshId, "inbound_ready");
    expect(await pending(fresh)).toBe(0);
    await telegram.write(fresh, { text: "from now on" });
    const [first] = await eventually(async () => {
      const found = await stored(freshId);
      return found.length > 0 && found;
    });
    expect(first?.body).toContain("from now on");
  });

  test("a webhook of earlier times is taken away, with nothing dropped that waits for it", async () => {
    const { telegram, world, registrar, connect, botApi, stored, row } = await setup(
      await prepare(),
    );
    await world.dispatch();
    await registrar();
    const bot = await telegram.createBot();
    await botApi(bot, "setWebhook", { url: "http://127.0.0.1:9/earlier" });
    await telegram.write(bot, { text: "waits for the webhook" });
    const id = await connect(bot);
    await eventually(async () => (await stored(id)).length === 1);
    expect(await row(id)).toMatchObject({ receiveMode: "polling", registeredUrl: null });
    const [deleted] = await telegram.calls({ botId: bot.id, method: "deleteWebhook" });
    expect(deleted?.payload.drop_pending_updates).not.toBe(true);
  });

  test("paused for inbound, updates are received all the same", async () => {
    const { telegram, world, registrar, connect, reaches, stored, database } = await setup(
      await prepare(),
    );
    await world.dispatch();
    await registrar();
    const bot = await telegram.createBot();
    const id = await connect(bot);
    await reaches(id, "inbound_ready");
    const { workspaceId } = world;
    const pause = { workspaceId, id, direction: "inbound", initiator: "system" } as const;
    expect(await database.connections.pause(pause)).toBe(true);
    await telegram.write(bot, { text: "held" });
    await eventually(async () => (await stored(id)).length === 1);
  });

  test("disconnecting ends the poll at once and asks nothing of Telegram", async () => {
    const { telegram, registrar, connect, reaches, row, database, world } = await setup(
      await prepare(),
    );
    await registrar();
    const bot = await telegram.createBot();
    const id = await connect(bot);
    await reaches(id, "inbound_ready");
    const polls = () => telegram.calls({ botId: bot.id, method: "getUpdates" });
    await eventually(async () => (await polls()).length > 0);
    expect(await database.connections.disconnect(world.workspaceId, id, "system")).toBe(true);
    await world.queues.ring(convergeRegistration, { connectionId: id });
    await reaches(id, "disconnected");
    expect(await database.credentials.find(world.workspaceId, id)).toBeNull();
    expect(await telegram.calls({ botId: bot.id, method: "deleteWebhook" })).toEqual([]);
    // The poll under way was hung up, and no other followed.
    const { timeMs: last = 0 } = (await polls()).at(-1) ?? {};
    expect(last).toBeLessThan((await row(id)).disconnectedAt?.getTime() ?? 0);
  });
});
