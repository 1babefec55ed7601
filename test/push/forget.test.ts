/** What is kept, for how long, and what goes. */
import { expect, test } from "vitest";
import { startReceiver } from "./receiver.ts";
import { setup } from "./setup.ts";

test("delivered ones go after a month, dead letters after three, events with their last delivery", async () => {
  const world = await setup();
  const receiver = await startReceiver();
  receiver.behave(({ event }) => (event.chatId === "bad" ? { status: 500 } : undefined));
  const { id } = await world.endpoint(receiver);
  const connectionId = await world.connection();
  const ages = { young: 29, old: 31, bad: 31, ancient: 91 };
  for (const chatId of Object.keys(ages)) await world.tell(connectionId, [{ chatId, n: 1 }]);
  await world.settled(id);
  for (const [chatId, days] of Object.entries(ages)) {
    await world.sql(
      `UPDATE deliveries SET settled_at = now() - $2 * interval '1 day' WHERE lane LIKE '%:' || $1::text`,
      [chatId, days],
    );
    await world.sql(
      "UPDATE events SET occurred_at = now() - $2 * interval '1 day' WHERE chat_id = $1",
      [chatId, days],
    );
  }
  const { deliveries } = world.database;
  const kept = { deliveredDays: 30, deadDays: 90 };
  // One at a time: a step may be as small as it likes.
  while ((await deliveries.forgetSettled(kept, 1)) === 1);
  const left = await world.deliveries(id);
  expect(left.map(({ chatId }: { chatId: string }) => chatId)).toEqual(["bad", "young"]);

  const chats = async () =>
    (await world.sql("SELECT chat_id FROM events ORDER BY chat_id")).map(
      ({ chat_id }: { chat_id: string }) => chat_id,
    );
  expect(await chats()).toEqual(["ancient", "bad", "old", "young"]);
  let place = await deliveries.forgetEvents(null, { days: 30, limit: 1 });
  while (place !== null) place = await deliveries.forgetEvents(place, { days: 30, limit: 1 });
  expect(await chats()).toEqual(["bad", "young"]);
});

test("what waits is never forgotten", async () => {
  const world = await setup({ stepsMs: [3_600_000] });
  const receiver = await startReceiver();
  receiver.behave(() => ({ status: 500 }));
  const { id } = await world.endpoint(receiver);
  await world.tell(await world.connection(), [{ chatId: "1", n: 1 }]);
  await world.sql("UPDATE deliveries SET created_at = now() - interval '1 year'");
  const { deliveries } = world.database;
  expect(await deliveries.forgetSettled({ deliveredDays: 30, deadDays: 90 }, 100)).toBe(0);
  expect(await world.deliveries(id, "&status=pending")).toHaveLength(1);
});
