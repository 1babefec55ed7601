/** A dispatcher that stood still while another took its partition over stores nothing more. */
import { Client } from "pg";
import { expect, test } from "vitest";
import { eventually, lockWaits } from "../harness/index.ts";
import { enqueue, groupMessage, stored } from "./batches.ts";
import { describePlaces, type Place, startRole } from "./processes.ts";
import { type Bot, createWorld, type World } from "./world.ts";

const chat = 5;
const taking = { timeoutMs: 30_000 };

async function setup(place: Place) {
  const world = await createWorld(place);
  return { world, bot: await world.addBot() };
}

const ids = async (world: World) => (await stored(world)).map(({ updateId }) => Number(updateId));

/**
 * Starts a dispatcher that has everything of the batch behind it but the statement that stores it,
 * and stands still there, as in a long pause of its event loop.
 */
async function stalledWith(place: Place, world: World, bot: Bot, updateId: number) {
  const old = await startRole("dispatcher", place);
  const lock = new Client({ connectionString: place.databaseUrl });
  await lock.connect();
  await lock.query("BEGIN; LOCK TABLE chats IN ACCESS EXCLUSIVE MODE");
  await enqueue(world, bot, [groupMessage(updateId, chat)]);
  await eventually(async () => (await lockWaits(place.databaseUrl)) === 1);
  process.kill(old.process().pid, "SIGSTOP");
  await lock.end();
  return {
    /** Its statement is refused; it has been told before that its lease is gone, or is told later. */
    async wakes() {
      process.kill(old.process().pid, "SIGCONT");
      await old.process().says(/"outcome":"returned"|TakenOver/);
    },
  };
}

describePlaces("a partition that is taken over", (place) => {
  test("gets nothing more from the old owner, whose batch the new one has stored", async () => {
    const here = await place();
    const { world, bot } = await setup(here);
    const old = await stalledWith(here, world, bot, 1);
    await enqueue(world, bot, [groupMessage(2, chat)]);
    await startRole("dispatcher", here);
    await eventually(async () => (await ids(world)).length === 2, taking);
    await old.wakes();
    await enqueue(world, bot, [groupMessage(3, chat)]);
    await eventually(async () => (await ids(world)).length === 3, taking);
    expect(await ids(world)).toEqual([1, 2, 3]);
  });

  test("stays in order where the queue was wiped and gave the next batch to another", async () => {
    const here = await place();
    const { world, bot } = await setup(here);
    const old = await stalledWith(here, world, bot, 1);
    await here.wipe();
    await enqueue(world, bot, [groupMessage(2, chat)]);
    await startRole("dispatcher", here);
    await eventually(async () => (await ids(world)).length === 1, taking);
    await old.wakes();
    await enqueue(world, bot, [groupMessage(3, chat)]);
    await eventually(async () => (await ids(world)).length === 2, taking);
    expect(await ids(world)).toEqual([2, 3]);
  });
});
