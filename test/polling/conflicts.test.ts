/** Somebody else reads the bot's messages, or Telegram gives none: what is said, and how it goes on. */
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { BotAccount } from "../e2e/setup/telegram.ts";
import { createDatabase, eventually } from "../harness/index.ts";
import { setup as begin, type Setup } from "./setup.ts";

async function setup(): Promise<Setup> {
  const databaseUrl = await createDatabase();
  return begin({ databaseUrl, backend: { kind: "postgres", url: databaseUrl } });
}

/** Another program that polls for so many seconds, and comes again when it is refused. */
function otherProgram(
  { telegram }: Setup,
  bot: BotAccount,
  timeout: number,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      await fetch(`${telegram.apiRoot}/bot${bot.token}/getUpdates?timeout=${timeout}`, {
        signal: stopped.signal,
      })
        .then((answer) => answer.text())
        .catch(() => undefined);
      // What it is given it does not confirm: it only stands in the way.
      await pause(50, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }
  const running = run();
  const stop = async () => {
    stopped.abort();
    await running;
  };
  onTestFinished(stop);
  return { stop };
}

async function polled(world: Setup): Promise<{ bot: BotAccount; id: string }> {
  await world.registrar();
  const bot = await world.telegram.createBot();
  const id = await world.connect(bot);
  await world.reaches(id, "inbound_ready");
  return { bot, id };
}

describe("another program that polls", () => {
  test("is told in plain words, first as passing, then for a person; stopping it is enough", async () => {
    const world = await setup();
    await world.world.dispatch();
    await world.registrar();

    async function quarrel(timeout: number): Promise<void> {
      const { telegram, database, reaches, stored } = world;
      const bot = await telegram.createBot();
      const id = await world.connect(bot);
      await reaches(id, "inbound_ready");
      const other = otherProgram(world, bot, timeout);
      await reaches(id, "degraded", "action_required");
      const row = await reaches(id, "action_required");
      expect(row).toMatchObject({
        statusCause: "other_poller",
        statusReason: expect.stringMatching(/^Another program reads this bot's messages/),
        statusRemedy: expect.stringMatching(/^Stop that program\..*BotFather/),
      });
      await other.stop();
      await telegram.write(bot, { text: "after the quarrel" });
      await reaches(id, "inbound_ready", "active");
      await eventually(async () => (await stored(id)).length === 1);
      const history = await database.prisma.connectionChange.findMany({
        where: { workspaceId: world.world.workspaceId, connectionId: id },
        orderBy: { id: "asc" },
      });
      expect(history.map(({ toStatus }) => toStatus).slice(0, 5)).toEqual([
        "connected",
        "inbound_ready",
        "degraded",
        "action_required",
        "inbound_ready",
      ]);
    }

    // One that asks every second is away most of the time, one that waits long hardly ever.
    await Promise.all([1, 10].map(quarrel));
  });
});

describe("a foreign webhook", () => {
  const theirs = "http://127.0.0.1:9/theirs";

  test("is taken away, and what waited for it received; the third time it needs a person", async () => {
    const world = await setup();
    const { telegram, botApi, reaches, row, stored, log } = world;
    await world.world.dispatch();
    const { bot, id } = await polled(world);
    const take = async () => {
      // Within a second of another call it is refused with 429.
      await eventually(async () => {
        await botApi(bot, "setWebhook", { url: theirs });
        return (await botApi<{ url: string }>(bot, "getWebhookInfo")).url === theirs;
      });
    };
    const deletions = async () =>
      (await telegram.calls({ botId: bot.id, method: "deleteWebhook" })).length;
    for (const time of [1, 2]) {
      await take();
      await telegram.write(bot, { text: `message ${time}` });
      await eventually(async () => (await stored(id)).length === time, { timeoutMs: 20_000 });
      expect(await deletions()).toBe(time);
      expect((await row(id)).receiveMode).toBe("polling");
    }
    await take();
    const contested = await reaches(id, "action_required");
    expect(contested.statusCause).toBe("webhook_contested");
    expect(contested.statusReason).toContain("127.0.0.1:9");
    expect(contested.statusRemedy).toContain("register again");
    expect(await deletions()).toBe(2);

    // A person has the last word.
    const { workspaceId } = world.world;
    await world.database.connections.requestRegistration(workspaceId, id, "user:1");
    await world.converge(id);
    await reaches(id, "inbound_ready", "active");
    await telegram.write(bot, { text: "message 3" });
    await eventually(async () => (await stored(id)).length === 3);
    expect(log.join("")).not.toContain(bot.token);
  });
});

test("a refused token is a person's matter, and nobody goes on asking with it", async () => {
  const world = await setup();
  const { telegram, reaches, database } = world;
  const { bot, id } = await polled(world);
  await telegram.revoke(bot);
  await telegram.write(bot, { text: "wakes the poll" });
  const row = await reaches(id, "action_required");
  expect(row.statusReason).toMatch(/^Telegram refuses the bot's token/);
  expect(await database.polling.unowned(0, 10)).toEqual([]);
  expect(await database.polling.take(id)).toBeNull();
});

test("with a new token polling goes on, at once and by itself", async () => {
  const world = await setup();
  const { telegram, reaches, stored, replaceToken } = world;
  await world.world.dispatch();
  const { bot, id } = await polled(world);
  await telegram.revoke(bot);
  await telegram.write(bot, { text: "wakes the poll" });
  await reaches(id, "action_required");
  const { token } = await telegram.control<{ token: string }>("GET", `/bots/${bot.id}/token`);
  await replaceToken(id, { ...bot, token });
  await reaches(id, "inbound_ready", "active");
  await eventually(async () => (await stored(id)).length === 1);
});

test("a Telegram in trouble is asked again, less and less often, and shown after a while", async () => {
  const world = await setup();
  const { telegram, reaches, stored } = world;
  await world.world.dispatch();
  const { bot, id } = await polled(world);
  await telegram.fault({
    botId: bot.id,
    method: "getUpdates",
    answer: { status: 502, description: "Bad Gateway" },
  });
  await telegram.write(bot, { text: "waits at Telegram" });
  const row = await reaches(id, "degraded");
  expect(row.statusReason).toMatch(/^Telegram does not give this bot's messages/);
  await telegram.clearFaults();
  await reaches(id, "inbound_ready", "active");
  await eventually(async () => (await stored(id)).length === 1);
});

test("Telegram's own pause is kept", async () => {
  const world = await setup();
  const { telegram, stored } = world;
  await world.world.dispatch();
  const { bot, id } = await polled(world);
  await telegram.fault({
    botId: bot.id,
    method: "getUpdates",
    count: 1,
    answer: { status: 429, description: "Too Many Requests: retry after 2", retryAfter: 2 },
  });
  await telegram.write(bot, { text: "wakes the poll" });
  await telegram.write(bot, { text: "waits for the pause" });
  await eventually(async () => (await stored(id)).length === 2);
  const calls = await telegram.calls({ botId: bot.id, method: "getUpdates" });
  const refused = calls.findIndex(({ answer }) => answer?.status === 429);
  const [pausedAt, resumedAt] = [calls[refused]?.timeMs ?? 0, calls[refused + 1]?.timeMs ?? 0];
  expect(resumedAt - pausedAt).toBeGreaterThanOrEqual(1_900);
});
