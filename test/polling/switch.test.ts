/** A public address appears and goes away again while people write: nothing lost, each once, in order. */
import { expect, test } from "vitest";
import type { BotAccount } from "../e2e/setup/telegram.ts";
import { describeBackends, eventually } from "../harness/index.ts";
import { type Setup, setup } from "./setup.ts";

/** People who write in several chats, one message after another. */
async function writers({ telegram }: Setup, bot: BotAccount) {
  const chats = await Promise.all([1, 2, 3].map(() => telegram.createPerson()));
  const written = new Map<string, string[]>(chats.map((chatId) => [chatId, []]));
  let going = true;
  const running = (async () => {
    for (let number = 0; going; number += 1) {
      const chatId = chats[number % chats.length] ?? "";
      await telegram.write(bot, { text: String(number), chatId, fromUserId: chatId });
      written.get(chatId)?.push(String(number));
    }
  })();
  return {
    written,
    count: () => [...written.values()].reduce((sum, texts) => sum + texts.length, 0),
    async stop() {
      going = false;
      await running;
    },
  };
}

describeBackends("changing how a bot receives", ({ prepare }) => {
  test("from polling to a webhook and back loses nothing under load", async () => {
    const here = await setup(await prepare());
    const { telegram, world, registrar, connect, row, stored, pending, reaches } = here;
    await world.dispatch();
    const bot = await telegram.createBot();
    const people = await writers(here, bot);
    const id = await connect(bot);
    const isAt = (receiveMode: string) =>
      eventually(async () => (await row(id)).receiveMode === receiveMode, { timeoutMs: 20_000 });
    const moreIsStored = async () => {
      const before = (await stored(id)).length;
      await eventually(async () => (await stored(id)).length >= before + 20, { timeoutMs: 20_000 });
    };

    const withoutAddress = await registrar();
    await isAt("polling");
    await moreIsStored();
    await withoutAddress();

    const withAddress = await registrar({ origin: world.origin });
    await isAt("webhook");
    await eventually(async () => (await row(id)).registeredUrl !== null);
    await moreIsStored();
    expect((await telegram.deliveries(bot)).length).toBeGreaterThan(0);
    await withAddress();

    await registrar();
    await isAt("polling");
    expect((await row(id)).registeredUrl).toBeNull();
    await moreIsStored();
    await people.stop();

    await eventually(async () => (await pending(bot)) === 0, { timeoutMs: 20_000 });
    await eventually(async () => (await stored(id)).length >= people.count(), {
      timeoutMs: 20_000,
    });
    const messages = (await stored(id)).map(({ body }) => JSON.parse(body).message);
    for (const [chatId, texts] of people.written) {
      const found = messages.filter(({ chat }) => String(chat.id) === chatId);
      expect(found.map(({ text }) => text)).toEqual(texts);
    }
    await reaches(id, "active");
    // Telegram may end a call of ours whose line is closed already; nobody may take that for a rival.
    const changes = await here.database.prisma.connectionChange.findMany({
      where: { connectionId: id },
    });
    const troubled = ["degraded", "action_required"];
    expect(changes.filter(({ toStatus }) => troubled.includes(toStatus))).toEqual([]);
  });
});
