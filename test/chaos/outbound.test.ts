/** The run of `pnpm chaos outbound` in small: everybody is killed once, and every rule of sending holds. */
import { describe, expect, test } from "vitest";
import { describeWith } from "../harness/index.ts";
import { isWrong, printed } from "./entries.ts";
import { runOutbound } from "./outbound/run.ts";

async function expectNothingWrong(backend: "redis" | "postgres"): Promise<void> {
  const seed = Date.now() % 1_000_000;
  const ledger = await runOutbound({ backend, messages: 300, bots: 4, seed });
  const wrong = ledger.filter(isWrong).map(({ name }) => name);
  expect(wrong, `seed ${seed}\n${printed(ledger)}\n`).toEqual([]);
}

const title = "everything between a request and Telegram is killed and comes back";
const promise = "nothing is sent unapproved, twice, out of order or too fast, and nothing is lost";

describeWith("redis", `${title}, queues in Redis`, () => {
  test(promise, () => expectNothingWrong("redis"), 300_000);
});

describe(`${title}, queues in Postgres`, () => {
  test(promise, () => expectNothingWrong("postgres"), 300_000);
});
