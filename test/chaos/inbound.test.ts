/** The run of `pnpm chaos inbound` in small: everybody is killed once, and nothing is lost, doubled or out of order. */
import { describe, expect, test } from "vitest";
import { describeWith } from "../harness/index.ts";
import { isWrong, printed } from "./entries.ts";
import { runInbound } from "./inbound/run.ts";

type Size = Pick<Parameters<typeof runInbound>[0], "backend" | "updates" | "bots" | "chats">;

async function expectNothingWrong(size: Size): Promise<void> {
  const seed = Date.now() % 1_000_000;
  const ledger = await runInbound({ ...size, seed });
  const wrong = ledger.filter(isWrong).map(({ name }) => name);
  expect(wrong, `seed ${seed}\n${printed(ledger)}\n`).toEqual([]);
}

const title = "everything between Telegram and an endpoint is killed and comes back";

describeWith("redis", `${title}, queues in Redis`, () => {
  test("every update is stored once and told of in order, under one event id", async () => {
    await expectNothingWrong({ backend: "redis", updates: 2_000, bots: 5, chats: 60 });
  }, 300_000);
});

describe(`${title}, queues in Postgres`, () => {
  test("every update is stored once and told of in order, under one event id", async () => {
    await expectNothingWrong({ backend: "postgres", updates: 1_000, bots: 5, chats: 60 });
  }, 300_000);
});
