/** Every update once and each chat in order, whatever is killed and however the partitions are cut anew. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { stored } from "./batches.ts";
import { describePlaces, lumenflow, type Place, startRole } from "./processes.ts";
import { type ChatQueue, conversations, deliverLoad } from "./telegram-load.ts";
import { createWorld, type World } from "./world.ts";

const recovery = { timeoutMs: 120_000 };

async function setup(place: Place) {
  const world = await createWorld(place);
  const bots = [await world.addBot(), await world.addBot(), await world.addBot()];
  const ingresses = [await startRole("ingress", place), await startRole("ingress", place)] as const;
  const dispatchers = [
    await startRole("dispatcher", place),
    await startRole("dispatcher", place),
  ] as const;
  return { world, bots, ingresses, dispatchers };
}

/** Delivers all, and does each thing once so many updates have been taken. */
async function deliverWith(
  queues: readonly ChatQueue[],
  origins: readonly string[],
  things: readonly (() => Promise<unknown>)[],
): Promise<void> {
  const total = queues.reduce((sum, { updates }) => sum + updates.length, 0);
  const begun: Promise<unknown>[] = [];
  await deliverLoad(
    queues,
    () => origins,
    (taken) => {
      const due = Math.floor((taken / total) * (things.length + 1));
      const thing = things[begun.length];
      if (thing !== undefined && due > begun.length) begun.push(thing());
    },
  );
  await Promise.all(begun);
}

async function expectAllInOrder(world: World, queues: readonly ChatQueue[]): Promise<void> {
  const total = queues.reduce((sum, { updates }) => sum + updates.length, 0);
  await eventually(async () => (await world.database.prisma.update.count()) >= total, recovery);
  const rows = await stored(world);
  expect(rows).toHaveLength(total);
  const places = new Map(
    rows.map(({ connectionId, updateId, body }, place) => {
      return [`${connectionId} ${updateId}`, { place, body }];
    }),
  );
  for (const { bot, updates } of queues) {
    const found = updates.map(({ updateId }) => places.get(`${bot.connectionId} ${updateId}`));
    expect(found.map((each) => each?.body)).toEqual(updates.map(({ body }) => body));
    const order = found.map((each) => each?.place ?? -1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  }
}

/** Five processes start, and most of them twice. */
const patience = { timeout: 300_000 };

describePlaces("two ingresses and two dispatchers", (place) => {
  test(
    "store every update once and each chat in order while each of them is killed",
    patience,
    async () => {
      const { world, bots, ingresses, dispatchers } = await setup(await place());
      const queues = conversations(bots, 5, 30);
      const origins = ingresses.map(({ origin }) => origin);
      await deliverWith(queues, origins, [
        () => dispatchers[0].restart(),
        () => ingresses[0].restart(),
        () => Promise.all([ingresses[1].restart(), dispatchers[1].restart()]),
        () => Promise.all(dispatchers.map((each) => each.restart())),
      ]);
      await expectAllInOrder(world, queues);
    },
  );

  test(
    "keep order while the count of partitions is changed, twice, and are killed in the middle",
    patience,
    async () => {
      const here = await place();
      const { world, bots, ingresses, dispatchers } = await setup(here);
      const queues = conversations(bots, 5, 30);
      const origins = ingresses.map(({ origin }) => origin);
      let first: Promise<string> | undefined;
      await deliverWith(queues, origins, [
        () => {
          first = lumenflow("partitions set 3", here);
          return first;
        },
        () => ingresses[0].restart(),
        async () => {
          // Refused while the first change is under way.
          await first;
          const changed = lumenflow("partitions set 13", here);
          await eventually(
            async () => (await world.database.partitions.epochs()).length === 3,
            recovery,
          );
          await Promise.all([dispatchers[0].restart(), ingresses[1].restart()]);
          await changed;
        },
      ]);
      await expectAllInOrder(world, queues);
      const shown = await lumenflow("partitions show", here);
      expect(shown).toMatch(/1 +8 +closed +0 +0\n2 +3 +closed +0 +0\n3 +13 +open +0 +0/);
    },
  );
});
