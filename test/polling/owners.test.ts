/** Several processes may poll; of one bot's updates one asks at a time, also when processes die. */
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import type { Api } from "../e2e/setup/api.ts";
import { describeHouse, type House, startHouseOn } from "../e2e/setup/house.ts";
import type { BotAccount } from "../e2e/setup/telegram.ts";
import { describeWith, eventually } from "../harness/index.ts";

const others = "ingress,dispatcher,sender,keeper,console";
/** Three processes start, and some of them twice. */
const timeout = 180_000;

/** Every text that is stored of a connection, in the order in which it is read. */
async function textsOf(api: Api, connectionId: string): Promise<string[]> {
  const texts: string[] = [];
  let cursor = "";
  for (;;) {
    const page = await api.call(
      "GET",
      `/updates?connectionId=${connectionId}&limit=200${cursor && `&cursor=${cursor}`}`,
    );
    for (const { update } of page.body.data) texts.push(update.message.text);
    cursor = page.body.nextCursor;
    if (!page.body.hasMore) return texts;
  }
}

interface Polled {
  readonly bot: BotAccount;
  readonly id: string;
  readonly chatId: string;
  readonly written: string[];
}

async function polledBots({ owner, telegram }: House, count: number): Promise<Polled[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const bot = await telegram.createBot();
      const { id, webhook } = await owner.connect(bot);
      expect(webhook.mode).toBe("polling");
      return { bot, id, chatId: await telegram.createPerson(), written: [] };
    }),
  );
}

async function write({ telegram }: House, bots: readonly Polled[], words: string): Promise<void> {
  for (let number = 0; number < 5; number += 1) {
    for (const { bot, chatId, written } of bots) {
      const text = `${words} ${number}`;
      await telegram.write(bot, { text, chatId, fromUserId: chatId });
      written.push(text);
    }
  }
}

async function arrives({ sidekick }: House, bots: readonly Polled[]): Promise<void> {
  for (const { id, written } of bots) {
    await eventually(
      async () => {
        expect(await textsOf(sidekick, id)).toEqual(written);
        return true;
      },
      { timeoutMs: 30_000, intervalMs: 200 },
    );
  }
}

/** Telegram would have ended one of two polls with a conflict; nor did any overlap. */
async function oneAskedAtATime({ telegram }: House, bots: readonly Polled[]): Promise<void> {
  for (const { bot } of bots) {
    const polls = await telegram.calls({ botId: bot.id, method: "getUpdates" });
    expect(polls.filter(({ answer }) => answer?.status === 409)).toEqual([]);
    const byStart = polls.toSorted((a, b) => a.timeMs - b.timeMs);
    const overlaps = byStart.filter(({ timeMs }, index) => {
      const before = byStart[index - 1];
      return before !== undefined && before.timeMs + before.durationMs > timeMs;
    });
    expect(overlaps).toEqual([]);
  }
}

describeHouse("who polls", (start) => {
  test("a killed owner loses nothing and is replaced by another process", { timeout }, async () => {
    const house = await start({ roles: [others, "registrar", "registrar"] });
    const [, first, second] = house.processes;
    const bots = await polledBots(house, 4);
    await write(house, bots, "before");
    await arrives(house, bots);

    await first?.process.kill();
    await write(house, bots, "with one alone");
    await arrives(house, bots);

    await first?.restart();
    await second?.process.kill();
    await write(house, bots, "with the other alone");
    await arrives(house, bots);
    await oneAskedAtATime(house, bots);
  });

  test("a process that stops hands its bots over", { timeout }, async () => {
    const house = await start({ roles: [others, "registrar", "registrar"] });
    const [, first, second] = house.processes;
    const bots = await polledBots(house, 2);
    for (const [index, process] of [first, second].entries()) {
      await write(house, bots, `round ${index}`);
      expect(await process?.process.stop()).toBe(0);
      await write(house, bots, `after stop ${index}`);
      if (index === 0) await arrives(house, bots);
      await process?.restart();
      await arrives(house, bots);
    }
    await oneAskedAtATime(house, bots);
  });
});

describeWith("redis", "a queue that forgets everything", () => {
  test("costs a polled bot nothing: the sweep rings for it again", { timeout }, async () => {
    const house = await startHouseOn("redis", { roles: [others, "registrar"] });
    const bots = await polledBots(house, 2);
    await write(house, bots, "before");
    await arrives(house, bots);
    const redis = new Redis(house.redis?.url ?? "");
    await redis.flushall();
    redis.disconnect();
    await write(house, bots, "after");
    await arrives(house, bots);
    await oneAskedAtATime(house, bots);
  });
});
