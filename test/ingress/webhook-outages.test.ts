/** What the webhook route answers while the queue or Postgres is away. */
import { QueueUnavailable } from "@lumenflow/queue";
import { newWebhookKeyId, webhookKeyOf } from "@lumenflow/runtime";
import { expect, onTestFinished, test } from "vitest";
import {
  cloneDatabase,
  createDatabase,
  describeBackends,
  describeWith,
  eventually,
  freshPostgres,
  freshRedis,
} from "../harness/index.ts";
import { expectProblem, json, message, post } from "./requests.ts";
import { createWorld } from "./world.ts";

describeBackends("the webhook route without its queue", ({ prepare }) => {
  test("answers 503 while the queue cannot take it, and 200 again afterwards", async () => {
    let away = true;
    const { databaseUrl, backend } = await prepare();
    const world = await createWorld({
      databaseUrl,
      backend,
      queues: (real) => ({
        ...real,
        enqueue: (job, payload, partition) =>
          away
            ? Promise.reject(new QueueUnavailable("away"))
            : real.enqueue(job, payload, partition),
      }),
    });
    const bot = await world.addBot();
    const refused = await world.deliver(bot, message(1));
    expectProblem(refused, 503, "E060");
    expect(refused.headers["retry-after"]).toBe("1");
    away = false;
    expect((await world.deliver(bot, message(1))).status).toBe(200);
  });
});

describeWith("redis", "the webhook route when a server is killed", () => {
  test("still accepts known keys without Postgres, answers 503 to others and 404 to invented ones", async () => {
    const postgres = await freshPostgres({ durable: false });
    const redis = await freshRedis();
    onTestFinished(() => postgres.stop());
    onTestFinished(() => redis.stop());
    const databaseUrl = await cloneDatabase(postgres.url("postgres"));
    const world = await createWorld({ databaseUrl, backend: { kind: "redis", url: redis.url } });
    const [known, other] = [await world.addBot(), await world.addBot()];
    expect((await world.deliver(known, message(1))).status).toBe(200);
    await postgres.kill();
    const macKey = world.macKey;
    for (let turn = 2; turn < 6; turn += 1) {
      expect((await world.deliver(known, message(turn))).status).toBe(200);
    }
    expectProblem(await world.deliver(other, message(1)), 503, "E060");
    const never = webhookKeyOf(macKey, newWebhookKeyId());
    expectProblem(await post(world.webhookUrl(never), message(1), json), 503, "E060");
    expectProblem(await post(world.webhookUrl("invented"), message(1), json), 404, "E044");
    // Longer than what is remembered stays fresh.
    const began = performance.now();
    await eventually(() => performance.now() - began > 1_500);
    expect((await world.deliver(known, message(9))).status).toBe(200);
  });

  test("answers 503 while Redis is away and acknowledges again when it is back", async () => {
    const redis = await freshRedis();
    onTestFinished(() => redis.stop());
    const world = await createWorld({
      databaseUrl: await createDatabase(),
      backend: { kind: "redis", url: redis.url },
    });
    const bot = await world.addBot();
    expect((await world.deliver(bot, message(1))).status).toBe(200);
    await redis.kill();
    expectProblem(await world.deliver(bot, message(2)), 503, "E060");
    await redis.restart();
    await eventually(async () => (await world.deliver(bot, message(2))).status === 200);
    await world.dispatch();
    await eventually(async () => (await world.database.prisma.update.count()) === 2);
  });
});
