/** FLUSHALL while messages wait: the sweep rings every bell again and all are sent once. */
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { describeWith, sql } from "../harness/index.ts";
import { type House, startHouseOn } from "./setup/house.ts";

async function story({ owner, sidekick, approver, telegram }: House, wipe: () => Promise<void>) {
  const bot = await telegram.createBot();
  const { id: connectionId } = await owner.connect(bot);
  const chats = await Promise.all(Array.from({ length: 4 }, () => telegram.createPerson()));
  const pause = { body: { direction: "outbound", reason: "so that they wait" } };
  await owner.call("POST", `/connections/${connectionId}/pause`, pause);
  const asked: string[] = [];
  for (const text of ["one", "two", "three"]) {
    for (const chatId of chats) {
      const { id, approvalId } = await sidekick.ask({ connectionId, chatId, text });
      await approver.approve(approvalId);
      asked.push(id);
    }
  }

  await wipe();
  await owner.call("POST", `/connections/${connectionId}/resume`, {
    body: { direction: "outbound" },
  });
  await wipe();

  for (const id of asked) await sidekick.reaches(id, "sent");
  for (const chatId of chats) expect(await telegram.texts(chatId)).toEqual(["one", "two", "three"]);
  // Receiving goes on as well, in order.
  const chatId = chats[0] as string;
  for (const text of ["a", "b", "c"]) await telegram.write(bot, { chatId, text });
  await expect
    .poll(
      async () => {
        const { body } = await sidekick.call("GET", `/updates?connectionId=${connectionId}`);
        return body.data.map(
          (item: { update: { message: { text: string } } }) => item.update.message.text,
        );
      },
      { timeout: 15_000 },
    )
    .toEqual(["a", "b", "c"]);
}

describeWith("redis", "Redis is wiped", () => {
  test("all approved messages are sent once", async () => {
    const house = await startHouseOn("redis");
    const redis = new Redis(house.redis?.url as string);
    await story(house, async () => {
      await redis.flushall();
    });
    redis.disconnect();
  });
});

test("the queue's tables in Postgres are emptied: all approved messages are sent once", async () => {
  const house = await startHouseOn("postgres");
  await story(house, async () => {
    const tables = (await sql(
      house.databaseUrl,
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'",
    )) as { name: string }[];
    await sql(house.databaseUrl, `TRUNCATE ${tables.map(({ name }) => name).join(", ")}`);
  });
});
