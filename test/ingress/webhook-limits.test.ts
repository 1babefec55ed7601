/** The limits of the webhook route, shared by all processes. */
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { describeBackends, eventually } from "../harness/index.ts";
import { expectProblem, inTurn, json, message, post } from "./requests.ts";
import { type Answer, createWorld, type World } from "./world.ts";

const minute = 60_000;
const plenty = { points: 100_000, windowMs: minute };

describeBackends("the limits of the webhook route", ({ prepare }) => {
  test("answers 429 with Retry-After beyond a connection's limit, and leaves other bots alone", async () => {
    const limits = {
      connection: { points: 5, windowMs: minute },
      workspace: plenty,
      unknown: plenty,
    };
    const world = await createWorld({ ...(await prepare()), limits });
    const [bot, other] = [await world.addBot(), await world.addBot()];
    const statuses = await inTurn(8, (turn) => world.deliver(bot, message(turn)));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    const refused = statuses.at(-1);
    if (refused === undefined) throw new Error("nothing was refused");
    expectProblem(refused, 429, "E050");
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(50);
    expect((await world.deliver(other, message(1))).status).toBe(200);
  });

  test("answers 429 beyond a workspace's limit, whichever of its bots it is", async () => {
    const limits = {
      connection: plenty,
      workspace: { points: 4, windowMs: minute },
      unknown: plenty,
    };
    const world = await createWorld({ ...(await prepare()), limits });
    const bots = [await world.addBot(), await world.addBot()] as const;
    const stranger = await world.addBot({ workspaceId: await world.addWorkspace() });
    const answers = await inTurn(6, (turn) =>
      world.deliver(bots[turn % 2 === 0 ? 0 : 1], message(turn)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
    expect((await world.deliver(stranger, message(1))).status).toBe(200);
  });

  test("shares every limit between processes: at most a tenth over or under", async () => {
    const limits = {
      connection: { points: 60, windowMs: minute },
      workspace: { points: 100, windowMs: minute },
      unknown: { points: 40, windowMs: minute },
    };
    const prepared = { ...(await prepare()), limits, prefix: `shared${Date.now()}` };
    const worlds = [
      await createWorld(prepared),
      await createWorld(prepared),
      await createWorld(prepared),
    ] as const;
    const [first] = worlds;
    const bots = [await first.addBot(), await first.addBot()] as const;

    /** All processes at the same time, each one request after the other. */
    async function passed(
      times: number,
      status: number,
      send: (world: World, turn: number) => Promise<Answer>,
    ): Promise<number> {
      const answers = worlds.map((world) => inTurn(times, (turn) => send(world, turn)));
      const all = (await Promise.all(answers)).flat();
      expect(all.every((answer) => answer.status === status || answer.status === 429)).toBe(true);
      return all.filter((answer) => answer.status === status).length;
    }
    const within = (count: number, limit: number) => {
      expect(count).toBeGreaterThanOrEqual(limit * 0.9);
      expect(count).toBeLessThanOrEqual(limit * 1.1);
    };
    const delivered = await passed(40, 200, (world, turn) => world.deliver(bots[0], message(turn)));
    within(delivered, 60);
    const others = await passed(40, 200, (world, turn) => world.deliver(bots[1], message(turn)));
    within(delivered + others, 100);
    const strangers = await passed(30, 404, (world) =>
      post(world.webhookUrl("nobody"), message(1), json),
    );
    within(strangers, 40);
  });

  test("takes updates again once as much time has passed as Retry-After says", async () => {
    const limits = {
      connection: { points: 3, windowMs: 2_000 },
      workspace: plenty,
      unknown: plenty,
    };
    const world = await createWorld({ ...(await prepare()), limits });
    const bot = await world.addBot();
    const refused = await eventually(async () => {
      const answer = await world.deliver(bot, message(1));
      return answer.status === 429 && answer;
    });
    const seconds = Number(refused.headers["retry-after"]);
    expect([1, 2]).toContain(seconds);
    await delay(seconds * 1_000);
    expect((await world.deliver(bot, message(2))).status).toBe(200);
  });

  test("counts unknown keys by the address that a trusted proxy forwards", async () => {
    const limits = {
      connection: plenty,
      workspace: plenty,
      unknown: { points: 3, windowMs: minute },
    };
    const world = await createWorld({ ...(await prepare()), limits, trustProxy: ["loopback"] });
    const bot = await world.addBot();
    const from = (address: string) =>
      post(world.webhookUrl("nobody"), message(1), { ...json, "x-forwarded-for": address });
    const answers = await inTurn(5, () => from("spoofed, 203.0.113.9"));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 429, 429]);
    expect((await from("203.0.113.10")).status).toBe(404);
    expect(
      (await world.deliver(bot, message(1), { "x-forwarded-for": "203.0.113.9" })).status,
    ).toBe(200);
  });

  test("believes no forwarded address without a trusted proxy", async () => {
    const limits = {
      connection: plenty,
      workspace: plenty,
      unknown: { points: 2, windowMs: minute },
    };
    const world = await createWorld({ ...(await prepare()), limits });
    const answers = await inTurn(3, (turn) =>
      post(world.webhookUrl("nobody"), message(1), { "x-forwarded-for": `203.0.113.${turn}` }),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 429]);
  });
});
