/** Sidekick is told: what people write to a bot arrives at its endpoint, signed, once and in order. */
import { verifyEvent } from "@lumenflow/client";
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { type Received, startReceiver } from "../push/receiver.ts";
import { describeHouse } from "./setup/house.ts";

const env = { LUMENFLOW_ENDPOINT_NETWORKS: "127.0.0.0/8" };
const textsOf = (received: readonly Received[]) =>
  received.map(({ event }) => event.data.updates[0].update.message.text);

describeHouse("push to Sidekick", (start) => {
  test("messages to a bot arrive signed and in order, through a failure, a pause and a rotation", async () => {
    const { owner, telegram } = await start({ env });
    const sidekick = await startReceiver();
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const made = await owner.call("POST", "/endpoints", {
      body: { url: sidekick.url, events: ["telegram.update.received"], connectionId },
    });
    expect(made.status).toBe(201);
    const { id, secret } = made.body;

    // A receiver's own fault: the third message of the first chat is refused once.
    const [ada, bo] = [await telegram.createPerson("Ada"), await telegram.createPerson("Bo")];
    let refused = false;
    sidekick.behave(({ event }) => {
      const { text } = event.data.updates[0].update.message;
      if (refused || text !== "ada 3") return undefined;
      refused = true;
      return { status: 429, headers: { "retry-after": "1" } };
    });
    for (const n of [1, 2, 3, 4, 5]) {
      await telegram.write(bot, { chatId: ada, text: `ada ${n}` });
      await telegram.write(bot, { chatId: bo, text: `bo ${n}` });
    }
    await eventually(() => sidekick.received.length === 11, { timeoutMs: 30_000 });
    expect(textsOf(sidekick.of(ada))).toEqual([
      "ada 1",
      "ada 2",
      "ada 3",
      "ada 3",
      "ada 4",
      "ada 5",
    ]);
    expect(textsOf(sidekick.of(bo))).toEqual(["bo 1", "bo 2", "bo 3", "bo 4", "bo 5"]);
    const [first] = sidekick.received;
    if (first === undefined) throw new Error("nothing arrived");
    const event = verifyEvent({ body: first.text, headers: first.headers }, secret);
    expect(event).toMatchObject({ type: "telegram.update.received", connectionId });
    expect(event.id).toBe(first.id);

    // Paused for inbound: what people write is stored, the push waits.
    await owner.call("POST", `/connections/${connectionId}/pause`, {
      body: { direction: "inbound", reason: "maintenance" },
    });
    await telegram.write(bot, { chatId: ada, text: "ada 6" });
    await eventually(async () => {
      const { body } = await owner.call("GET", `/endpoints/${id}/deliveries?status=pending`);
      return body.data.length === 1;
    });
    expect(sidekick.received).toHaveLength(11);
    const rotated = await owner.call("POST", `/endpoints/${id}/rotate-secret`);
    await owner.call("POST", `/connections/${connectionId}/resume`, {
      body: { direction: "inbound" },
    });
    const last = await eventually(() => sidekick.received[11], { timeoutMs: 20_000 });
    for (const each of [secret, rotated.body.secret]) {
      expect(verifyEvent({ body: last.text, headers: last.headers }, each).id).toBe(last.id);
    }
    expect(textsOf([last])).toEqual(["ada 6"]);

    // Sidekick lost its notes: everything once more, by the ids it knows.
    const known = new Set(sidekick.received.map((got) => got.id));
    const replay = await owner.call("POST", `/endpoints/${id}/replay`, {
      body: { since: made.body.createdAt },
    });
    expect(replay.body).toEqual({ replayed: 11 });
    await eventually(() => sidekick.received.length === 12 + 11, { timeoutMs: 20_000 });
    const again = sidekick.received.slice(12);
    expect(new Set(again.map((got) => got.id))).toEqual(known);
    expect(textsOf(again.filter((got) => got.event.chatId === ada))).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `ada ${n}`),
    );
  }, 120_000);

  test("a private address is refused unless the operator allows it", async () => {
    const { owner } = await start();
    const refused = await owner.call("POST", "/endpoints", {
      body: { url: "http://127.0.0.1:9/events", events: ["telegram.update.received"] },
    });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        code: "E010",
        errors: [{ path: "url", message: expect.stringContaining("loopback") }],
      },
    });
  });
});
