/** The limits of the webhook route, shared by all processes. */
import { afterEach, expect, test } from "vitest";
import { describeBackends } from "../harness/index.ts";
import { expectProblem, inTurn, json, message, post } from "./requests.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const minute = 60_000;
const plenty = { points: 100_000, windowMs: minute };

let open: World[] = [];
afterEach(async () => {
  await Promise.all(open.map((world) => world.stop()));
  open = [];
});

async function setup(options: WorldOptions): Promise<World> {
  const world = await createWorld(options);
  open.push(world);
  return world;
}

describeBackends("the limits of the webhook route", ({ prepare }) => {
  test("answers 429 with Retry-After beyond a connection's limit, and leaves other bots alone", async () => {
    const limits = {
      connection: { points: 5, windowMs: minute },
      workspace: plenty,
      unknown: plenty,
    };
    const world = await setup({ ...(await prepare()), limits });
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
    const world = await setup({ ...(await prepare()), limits });
    const bots = [await world.addBot(), await world.addBot()] as const;
    const stranger = await world.addBot({ workspaceId: await world.addWorkspace() });
    const answers = await inTurn(6, (turn) =>
      world.deliver(bots[turn % 2 === 0 ? 0 : 1], message(turn)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
    expect((await world.deliver(stranger, message(1))).status).toBe(200);
  });

  test("shares a connection's limit between processes", async () => {
    const limits = {
      connection: { points: 40, windowMs: minute },
      workspace: plenty,
      unknown: plenty,
    };
    const { databaseUrl, backend } = await prepare();
    const prefix = `shared${Date.now()}`;
    const first = await setup({ databaseUrl, backend, limits, prefix });
    const second = await setup({ databaseUrl, backend, limits, prefix });
    const bot = await first.addBot();
    const answers = await inTurn(100, (turn) =>
      (turn % 2 === 0 ? first : second).deliver(bot, message(turn)),
    );
    const accepted = answers.filter(({ status }) => status === 200).length;
    expect(accepted).toBeGreaterThanOrEqual(36);
    expect(accepted).toBeLessThanOrEqual(44);
  });

  test("counts unknown keys by the address that a trusted proxy forwards", async () => {
    const limits = {
      connection: plenty,
      workspace: plenty,
      unknown: { points: 3, windowMs: minute },
    };
    const world = await setup({ ...(await prepare()), limits, trustProxy: ["loopback"] });
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
    const world = await setup({ ...(await prepare()), limits });
    const answers = await inTurn(3, (turn) =>
      post(world.webhookUrl("nobody"), message(1), { "x-forwarded-for": `203.0.113.${turn}` }),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 429]);
  });
});
