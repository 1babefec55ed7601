/** What happens to a delivery that fails: tried again by the schedule, given up, or told to wait. */

import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { startReceiver } from "./receiver.ts";
import { numbers, setup } from "./setup.ts";

const hour = 3_600_000;

test("a failing delivery is tried again by the schedule, with one id, and each failure is kept", async () => {
  const world = await setup({ stepsMs: [30, 30, 30] });
  const receiver = await startReceiver();
  const answers = [500, 404, 302, 200];
  receiver.behave(() => ({ status: answers[receiver.received.length - 1] ?? 200 }));
  const { id } = await world.endpoint(receiver);
  const [eventId] = await world.tell(await world.connection(), [{ chatId: "1", n: 1 }]);
  await world.settled(id);
  expect(receiver.received.map((got) => got.id)).toEqual(Array(4).fill(eventId));
  const [delivery] = await world.deliveries(id);
  expect(delivery).toMatchObject({
    status: "delivered",
    attempts: 4,
    responseCode: 200,
    cause: null,
  });
  expect(
    delivery.failures.map((failure: Record<string, unknown>) => [
      failure.attempt,
      failure.responseCode,
      failure.cause,
    ]),
  ).toEqual([
    [1, 500, "http_500"],
    [2, 404, "http_404"],
    [3, 302, "redirect"],
  ]);
  expect(delivery.failures[2].detail).toContain("Redirects are not followed");
});

test("a used-up schedule ends in a dead letter, grouped by its cause, and the lane goes on", async () => {
  const world = await setup({ stepsMs: [10] });
  const receiver = await startReceiver();
  receiver.behave(({ event }) => {
    if (event.data.n === 1) return { status: 500 };
    return event.data.n === 2 ? { status: 422 } : undefined;
  });
  const { id } = await world.endpoint(receiver);
  const connectionId = await world.connection();
  for (const chatId of ["1", "2"]) {
    await world.tell(connectionId, [
      { chatId, n: 1 },
      { chatId, n: 2 },
      { chatId, n: 3 },
    ]);
  }
  await world.tell(connectionId, [{ chatId: "3", n: 1 }]);
  await world.settled(id);
  expect(numbers(receiver.of("1"))).toEqual([1, 1, 2, 2, 3]);
  const { body } = await world.api("GET", `/endpoints/${id}/dead-letters`);
  expect(body.data).toMatchObject([
    {
      cause: "http_500",
      count: 3,
      example: { status: "dead", attempts: 2, cause: "http_500", settledAt: expect.any(String) },
    },
    { cause: "http_422", count: 2 },
  ]);
  const [first] = body.data;
  expect(Date.parse(first.firstAt)).toBeLessThanOrEqual(Date.parse(first.lastAt));
  expect(await world.deliveries(id, "&status=dead")).toHaveLength(5);
  expect((await world.deliveries(id, "&status=delivered")).length).toBe(2);
});

test("what waits for long is parked, and the keeper wakes it", async () => {
  const world = await setup({ stepsMs: [11_000], keeper: true });
  const receiver = await startReceiver();
  receiver.behave(() => ({ status: receiver.received.length === 1 ? 500 : 204 }));
  const { id } = await world.endpoint(receiver);
  await world.tell(await world.connection(), [{ chatId: "1", n: 1 }]);
  await eventually(async () => {
    const [row] = await world.sql("SELECT wake_at > now() AS parked FROM endpoints");
    return (row as { parked: boolean } | undefined)?.parked === true;
  });
  await world.settled(id);
  expect(receiver.received).toHaveLength(2);
});

test("an endpoint that asks to wait is not asked before, and loses no attempt by it", async () => {
  const world = await setup({ stepsMs: [hour] });
  const receiver = await startReceiver();
  receiver.behave(() =>
    receiver.received.length <= 2 ? { status: 429, headers: { "retry-after": "1" } } : undefined,
  );
  const { id } = await world.endpoint(receiver);
  await world.tell(await world.connection(), [{ chatId: "1", n: 1 }]);
  await world.settled(id);
  const [first, second, third] = receiver.received.map(({ at }) => at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(990);
  expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(990);
  const [delivery] = await world.deliveries(id);
  expect(delivery).toMatchObject({ status: "delivered", attempts: 1 });
  expect(delivery.failures).toMatchObject([{ attempt: 1, cause: "asked_to_wait" }]);
});

test("410 disables the endpoint and says so; nothing is lost by it", async () => {
  const world = await setup();
  const receiver = await startReceiver();
  receiver.behave(() => ({ status: 410 }));
  const { id } = await world.endpoint(receiver);
  await world.tell(await world.connection(), [
    { chatId: "1", n: 1 },
    { chatId: "1", n: 2 },
  ]);
  const endpoint = await eventually(async () => {
    const { body } = await world.api("GET", `/endpoints/${id}`);
    return !body.enabled && body;
  });
  expect(endpoint.disabledReason).toContain("410");
  expect(receiver.received).toHaveLength(1);
  const [second, first] = await world.deliveries(id);
  expect(first).toMatchObject({ status: "pending", attempts: 0, cause: "http_410" });
  expect(second).toMatchObject({ status: "pending", cause: null });

  receiver.behave(() => undefined);
  await world.api("POST", `/endpoints/${id}/enable`);
  await world.settled(id);
  expect(numbers(receiver.received)).toEqual([1, 1, 2]);
});

test("an endpoint that never answers is given its time and no more", async () => {
  const world = await setup({ timeoutMs: 200 });
  const receiver = await startReceiver();
  receiver.behave(() => new Promise(() => undefined));
  const { id } = await world.endpoint(receiver);
  await world.tell(await world.connection(), [{ chatId: "1", n: 1 }]);
  await world.settled(id);
  const [delivery] = await world.deliveries(id);
  expect(delivery).toMatchObject({ status: "dead", cause: "timeout", responseCode: null });
  expect(delivery.durationMs).toBeGreaterThanOrEqual(190);
  expect(delivery.detail).toContain("0.2 s");
});

test("an answer's body may be endless: the status is enough", async () => {
  const world = await setup();
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on("drain", more);
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { id } = await world.endpoint({ url: `http://127.0.0.1:${port}/` });
  await world.tell(await world.connection(), [
    { chatId: "1", n: 1 },
    { chatId: "1", n: 2 },
  ]);
  await world.settled(id);
  expect(await world.deliveries(id, "&status=delivered")).toHaveLength(2);
  await eventually(
    () => new Promise((resolve) => server.getConnections((_e, n) => resolve(n === 0))),
  );
});

test("an endpoint that was away gets all it missed once it answers, whatever the schedule says", async () => {
  const world = await setup({ stepsMs: [hour, hour] });
  const gone = await startReceiver();
  const { id } = await world.endpoint(gone);
  const port = Number(new URL(gone.url).port);
  await gone.stop();
  const connectionId = await world.connection();
  const chats = ["1", "2", "3", "4"];
  await world.tell(
    connectionId,
    chats.map((chatId) => ({ chatId, n: 1 })),
  );
  await eventually(async () =>
    (await world.deliveries(id)).every(
      ({ cause }: { cause: string }) => cause === "connection_refused",
    ),
  );
  // A minute has passed, and it is there again.
  await world.sql("UPDATE deliveries SET attempted_at = attempted_at - interval '61 seconds'");
  const back = await startReceiver({ port });
  await world.tell(connectionId, [{ chatId: "5", n: 1 }]);
  await world.settled(id);
  expect(back.received.map(({ event }) => event.chatId).toSorted()).toEqual([...chats, "5"]);
});

test("a secret that no key opens stops the endpoint and says what to do", async () => {
  const world = await setup();
  const receiver = await startReceiver();
  const { id } = await world.endpoint(receiver);
  await world.sql("UPDATE endpoints SET secret = 'v1.k0.AAAA.AAAA'");
  await world.tell(await world.connection(), [{ chatId: "1", n: 1 }]);
  const endpoint = await eventually(async () => {
    const { body } = await world.api("GET", `/endpoints/${id}`);
    return !body.enabled && body;
  });
  expect(endpoint.disabledReason).toContain("rotate the secret");
  await world.api("POST", `/endpoints/${id}/rotate-secret`);
  await world.sql("UPDATE endpoints SET previous_secret = NULL");
  await world.api("POST", `/endpoints/${id}/enable`);
  await world.settled(id);
  expect(receiver.received).toHaveLength(1);
});
