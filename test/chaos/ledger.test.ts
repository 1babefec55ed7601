/** What the ledger of a run calls wrong. */
import { expect, test } from "vitest";
import { createDatabase } from "../harness/index.ts";
import { isWrong, printed } from "./entries.ts";
import { judge } from "./inbound/ledger.ts";

const failures = { "answered 500": 0, "answered 429": 0, "did not answer": 0, dropped: 0 };
const telling = (update: string) => ({ updates: [update], arrivals: 1, accepted: 1 });

test("nothing is wrong with nothing, and everything with an endpoint that makes things up", async () => {
  const databaseUrl = await createDatabase();
  const events = new Map(["c/2", "c/1", "c/1"].map((key, n) => [`evt_${n}`, telling(key)]));
  const line = { line: "0/-5", mayExpire: false };
  const sent = new Map([
    ["c/1", line],
    ["c/2", line],
    ["c/3", line],
    ["c/4", { line: "0/presses/9", mayExpire: true }],
  ]);
  const wrong = await judge({
    databaseUrl,
    endpoint: { events, failures },
    sent,
    answered: new Set(["c/1", "c/2"]),
  });
  expect(wrong.filter(isWrong).map(({ name, value }) => [name, value])).toEqual([
    ["messages never answered", 1],
    ["answered but not stored", 2],
    ["events delivered", 3],
    ["updates under two event ids", 1],
    ["out of order", 2],
  ]);
  expect(printed(wrong)).toMatch(/answered but not stored +2 +WRONG: 0 expected c\/1 c\/2/);

  const nothing = { events: new Map(), failures };
  const right = await judge({
    databaseUrl,
    endpoint: nothing,
    sent: new Map(),
    answered: new Set(),
  });
  expect(right.filter(isWrong)).toEqual([]);
});
