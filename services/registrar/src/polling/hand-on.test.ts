import { createLogger } from "@lumenflow/runtime";
import { expect, test } from "vitest";
import { createHandOn } from "./hand-on.ts";

const connection = { connectionId: "conn_1", workspaceId: "ws_1" };

function setup() {
  const log: string[] = [];
  const handed: string[][] = [];
  const queue = { away: false };
  let counted = 0;
  const handOn = createHandOn({
    connection,
    async intakeAll(_connection, bodies) {
      handed.push(bodies.map(({ text }) => text));
      if (queue.away) throw new Error("the queue is away");
    },
    metrics: { updates: { inc: (count = 1) => (counted += count) } as never },
    logger: createLogger({
      name: "test",
      level: "info",
      destination: { write: (line: string) => log.push(line) },
    }),
  });
  return { handOn, handed, queue, log, counted: () => counted };
}

test("what is durable is confirmed by the id after the highest, exact to the digit", async () => {
  const { handOn, handed, counted } = setup();
  const texts = ['{"update_id":9007199254740993}', '{"update_id":5}'];
  expect(await handOn(texts)).toEqual({ kind: "durable", confirm: "9007199254740994" });
  expect(handed).toEqual([texts]);
  expect(counted()).toBe(2);
});

test("nothing confirms nothing", async () => {
  const { handOn, handed } = setup();
  expect(await handOn([])).toEqual({ kind: "durable", confirm: undefined });
  expect(handed).toEqual([]);
});

test("a queue that is away is tried again less and less often, until it is back", async () => {
  const { handOn, queue } = setup();
  queue.away = true;
  const waits: unknown[] = [];
  for (let time = 0; time < 7; time += 1) waits.push(await handOn(['{"update_id":5}']));
  expect(waits).toEqual(
    [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000].map((waitMs) => ({
      kind: "not-durable",
      waitMs,
    })),
  );
  queue.away = false;
  expect(await handOn(['{"update_id":5}'])).toEqual({ kind: "durable", confirm: "6" });
  queue.away = true;
  expect(await handOn(['{"update_id":6}'])).toEqual({ kind: "not-durable", waitMs: 250 });
});

test("what is no update, or larger than any queue takes, does not hold up the others", async () => {
  const { handOn, handed, log } = setup();
  const huge = `{"update_id":6,"message":{"text":"${"x".repeat(1024 * 1024)}"}}`;
  const good = '{"update_id":5}';
  expect(await handOn(["[]", good, huge])).toEqual({ kind: "durable", confirm: "7" });
  expect(handed).toEqual([[good]]);
  expect(log.join("")).toContain("left out what getUpdates gave");
  expect(log.join("")).toContain("left out a huge update");
  expect(log.join("")).not.toContain("xxx");
});

test("an answer without a single update confirms nothing and is no reason to ask at once", async () => {
  const { handOn } = setup();
  expect(await handOn(["[]", "{}"])).toEqual({ kind: "not-durable", waitMs: 250 });
});
