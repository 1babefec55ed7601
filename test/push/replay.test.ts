/** Sending again: one, many, since a time; each in the place that it had. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { startReceiver } from "./receiver.ts";
import { numbers, setup } from "./setup.ts";

const hour = 3_600_000;

test("one delivery is sent again with the id and the body that it had", async () => {
  const world = await setup();
  const receiver = await startReceiver();
  const { id, secret } = await world.endpoint(receiver);
  const [eventId] = await world.tell(await world.connection(), [{ chatId: "1", n: 1 }]);
  await world.settled(id);
  const [before] = await world.deliveries(id);
  const replayed = await world.api("POST", `/deliveries/${before.id}/replay`);
  expect(replayed).toMatchObject({ status: 202, body: { id: before.id } });
  await eventually(() => receiver.received.length === 2);
  await world.settled(id);
  const [first, second] = receiver.received;
  expect(second?.id).toBe(eventId);
  expect(second?.text).toBe(first?.text);
  expect(receiver.verify(second as never, secret)).toBeTruthy();
  const [after] = await world.deliveries(id);
  expect(after).toMatchObject({ id: before.id, status: "delivered", attempts: 1 });
  expect(after.bodyDigest).toBe(before.bodyDigest);
});

test("what is replayed goes before what is younger and still waits in its lane", async () => {
  const world = await setup({ stepsMs: [hour] });
  const receiver = await startReceiver();
  const { id } = await world.endpoint(receiver);
  const connectionId = await world.connection();
  await world.tell(connectionId, [
    { chatId: "1", n: 1 },
    { chatId: "1", n: 2 },
    { chatId: "2", n: 1 },
  ]);
  await world.settled(id);
  receiver.behave(() => ({ status: 500 }));
  await world.tell(connectionId, [
    { chatId: "1", n: 3 },
    { chatId: "1", n: 4 },
  ]);
  await eventually(async () => (await world.deliveries(id, "&status=pending"))[1]?.attempts === 1);
  receiver.behave(() => undefined);
  const answer = await world.api("POST", `/endpoints/${id}/replay`, {
    since: new Date(Date.now() - hour).toISOString(),
  });
  expect(answer).toEqual({ status: 202, body: { replayed: 5 } });
  await world.settled(id);
  expect(numbers(receiver.of("1"))).toEqual([1, 2, 3, 1, 2, 3, 4]);
  expect(numbers(receiver.of("2"))).toEqual([1, 1]);
});

test("many are chosen by time, status, cause and id, and all that is given must hold", async () => {
  const world = await setup();
  const receiver = await startReceiver();
  receiver.behave(({ event }) => {
    if (event.chatId === "500") return { status: 500 };
    return event.chatId === "400" ? { status: 400 } : undefined;
  });
  const { id } = await world.endpoint(receiver);
  const connectionId = await world.connection();
  await world.tell(
    connectionId,
    ["500", "400", "ok"].flatMap((chatId) => [1, 2].map((n) => ({ chatId, n }))),
  );
  await world.settled(id);
  const replay = async (body: unknown) => {
    const answer = await world.api("POST", `/endpoints/${id}/replay`, body);
    await world.settled(id);
    return answer.body.replayed ?? answer.body.code;
  };
  const dead = await world.deliveries(id, "&status=dead");
  const tomorrow = new Date(Date.now() + 24 * hour).toISOString();
  expect(await replay({})).toBe("E010");
  expect(await replay({ status: "dead" })).toBe(4);
  expect(await replay({ status: "dead", cause: "http_400" })).toBe(2);
  expect(await replay({ cause: "http_400", status: "delivered" })).toBe(0);
  expect(await replay({ since: tomorrow })).toBe(0);
  expect(await replay({ until: tomorrow, status: "delivered" })).toBe(2);
  expect(await replay({ deliveryIds: [dead[0].id, "dlv_unknown", "\u0000"] })).toBe("E010");
  expect(await replay({ deliveryIds: [dead[0].id, "dlv_unknown", "nonsense"] })).toBe(1);
  expect(numbers(receiver.of("400"))).toEqual([1, 2, 1, 2, 1, 2, 2]);
});

test("what waits for its next attempt can be tried at once", async () => {
  const world = await setup({ stepsMs: [hour] });
  const receiver = await startReceiver();
  receiver.behave(() => ({ status: 500 }));
  const { id } = await world.endpoint(receiver);
  await world.tell(await world.connection(), [{ chatId: "1", n: 1 }]);
  await eventually(async () => (await world.deliveries(id))[0]?.attempts === 1);
  receiver.behave(() => undefined);
  expect((await world.api("POST", `/endpoints/${id}/replay`, { status: "pending" })).body).toEqual({
    replayed: 1,
  });
  await world.settled(id);
  expect(receiver.received).toHaveLength(2);
});

test("another endpoint's deliveries are not touched", async () => {
  const world = await setup();
  const [mine, other] = [await startReceiver(), await startReceiver()];
  const a = await world.endpoint(mine);
  const b = await world.endpoint(other);
  await world.tell(await world.connection(), [{ chatId: "1", n: 1 }]);
  await world.settled(a.id);
  await world.settled(b.id);
  const [theirs] = await world.deliveries(b.id);
  const answer = await world.api("POST", `/endpoints/${a.id}/replay`, { deliveryIds: [theirs.id] });
  expect(answer.body).toEqual({ replayed: 0 });
});
