/** Nothing behind our walls is reached: not by a name that changes its mind, and not by a redirect. */
import type { Lookup } from "@lumenflow/egress";
import { expect, test } from "vitest";
import { startReceiver } from "./receiver.ts";
import { setup, type World } from "./setup.ts";

/** A name server that answers once like this, and from then on like that. */
function rebinding(first: string, then: string): Lookup {
  let asked = 0;
  return (_hostname, _options, callback) => {
    asked += 1;
    callback(null, [{ address: asked === 1 ? first : then, family: 4 }]);
  };
}

async function outcome(world: World, endpointId: string) {
  await world.tell(await world.connection(), [{ chatId: "1", n: 1 }]);
  await world.settled(endpointId);
  const [delivery] = await world.deliveries(endpointId);
  return delivery;
}

test("a name that was public when the endpoint was made and private when it is used is not reached", async () => {
  const receiver = await startReceiver();
  const world = await setup({
    networks: [],
    lookup: rebinding("93.184.215.14", "127.0.0.1"),
  });
  const { port } = new URL(receiver.url);
  const { id } = await world.endpoint({ url: `http://rebound.example.org:${port}/` });
  expect(await outcome(world, id)).toMatchObject({
    status: "dead",
    cause: "refused_address",
    detail: "rebound.example.org is a loopback address",
    responseCode: null,
  });
  expect(receiver.received).toEqual([]);
});

test("an address that is no longer allowed is not reached, though it stands in the URL", async () => {
  const receiver = await startReceiver();
  const allowed = await setup({ deliver: false });
  const { id } = await allowed.endpoint(receiver);
  const world = await setup({ databaseUrl: allowed.url, networks: [] });
  await allowed.tell(await allowed.connection(), [{ chatId: "1", n: 1 }]);
  await world.database.deliveries.wake(id);
  await allowed.settled(id);
  const [delivery] = await allowed.deliveries(id);
  expect(delivery).toMatchObject({ status: "dead", cause: "refused_address" });
  expect(receiver.received).toEqual([]);
});

test("a redirect leads nowhere", async () => {
  const [front, inside] = [await startReceiver(), await startReceiver()];
  const world = await setup();
  front.behave(() => ({ status: 307, headers: { location: inside.url } }));
  const { id } = await world.endpoint(front);
  expect(await outcome(world, id)).toMatchObject({
    status: "dead",
    cause: "redirect",
    responseCode: 307,
  });
  expect(inside.received).toEqual([]);
});

test("what the operator allows is reached, by name too", async () => {
  const receiver = await startReceiver();
  const world = await setup({
    networks: ["127.0.0.0/8"],
    lookup: (_hostname, _options, callback) =>
      callback(null, [{ address: "127.0.0.1", family: 4 }]),
  });
  const { port } = new URL(receiver.url);
  const { id } = await world.endpoint({ url: `http://sidekick.internal:${port}/` });
  expect(await outcome(world, id)).toMatchObject({ status: "delivered" });
});
