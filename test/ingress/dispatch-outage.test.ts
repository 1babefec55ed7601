/** Storing updates while Postgres is away. */
import { expect, onTestFinished, test } from "vitest";
import {
  cloneDatabase,
  describeWith,
  eventually,
  freePort,
  freshPostgres,
  freshRedis,
} from "../harness/index.ts";
import { groupMessage, stored } from "./batches.ts";
import { createWorld } from "./world.ts";

describeWith("redis", "storing updates while Postgres is away", () => {
  test("waits in place and goes on in order", async () => {
    const postgres = await freshPostgres({ port: await freePort() });
    const redis = await freshRedis();
    onTestFinished(() => postgres.stop());
    onTestFinished(() => redis.stop());
    const databaseUrl = await cloneDatabase(postgres.url("postgres"));
    const backend = { kind: "redis", url: redis.url } as const;
    const world = await createWorld({ databaseUrl, backend });
    const bot = await world.addBot();
    await world.dispatch();
    expect((await world.deliver(bot, groupMessage(1, 5))).status).toBe(200);
    await eventually(async () => (await world.database.prisma.update.count()) === 1);
    await postgres.kill();
    for (let id = 2; id <= 40; id += 1) {
      expect((await world.deliver(bot, groupMessage(id, 5))).status).toBe(200);
    }
    await postgres.restart();
    await eventually(async () => (await world.database.prisma.update.count()) === 40);
    const ids = (await stored(world)).map(({ updateId }) => Number(updateId));
    expect(ids).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });
});
