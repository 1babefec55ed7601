/** One process polls many bots at the same time, each for itself. */
import { expect, test } from "vitest";
import { describeBackends, eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

const count = 100;
const longest = { timeoutMs: 60_000, intervalMs: 200 };

describeBackends("many bots", ({ prepare }) => {
  test("are polled by one process at the same time", { timeout: 180_000 }, async () => {
    const { telegram, world, registrar, connect, database } = await setup(await prepare());
    await world.dispatch();
    await registrar();
    const bots = [];
    for (let number = 0; number < count; number += 1) bots.push(await telegram.createBot());
    for (const bot of bots) await connect(bot);
    const { prisma } = database;
    await eventually(
      async () => (await prisma.poller.count({ where: { beatAt: { not: null } } })) === count,
      longest,
    );
    for (const text of ["one", "two"]) {
      const stored = await prisma.update.count();
      for (const bot of bots) await telegram.write(bot, { text });
      await eventually(async () => (await prisma.update.count()) === stored + count, longest);
    }
    const polls = await telegram.calls({ method: "getUpdates" });
    expect(new Set(polls.map(({ botId }) => botId)).size).toBe(count);
    expect(await prisma.connection.count({ where: { status: "degraded" } })).toBe(0);
  });
});
