/** What of BullMQ's complaints reaches the log. */
import { createLogger } from "@lumenflow/runtime";
import { describe, expect, test } from "vitest";
import { createErrorLog } from "./error-log.ts";

function setup() {
  const lines: Record<string, unknown>[] = [];
  const counted: string[] = [];
  let time = 0;
  const log = createErrorLog({
    logger: createLogger({
      name: "test",
      destination: { write: (line: string) => lines.push(JSON.parse(line)) },
    }),
    countLeaseError: (source) => counted.push(source),
    now: () => time,
  });
  return { log, lines, counted, pass: (ms: number) => (time += ms) };
}

describe("the error log", () => {
  test.each([
    "could not renew lock for job 17",
    "Missing lock for job 17. moveToFinished",
    "Lock mismatch for job 17. Cmd moveToFinished from active",
    "Missing key for job 17. moveToFinished",
    "Job 17 is not in the active state. moveToFinished",
  ])("counts a lost lease without logging it: %s", (message) => {
    const { log, lines, counted } = setup();
    log.report(new Error(message), "drain-outbox");
    expect(counted).toEqual(["drain-outbox"]);
    expect(lines).toEqual([]);
  });

  test("logs the same trouble once in ten seconds and says how often it was silent", () => {
    const { log, lines, pass } = setup();
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    for (let i = 0; i < 5; i += 1) log.report(refused, "workers");
    pass(10_000);
    log.report(refused, "workers");
    expect(lines).toMatchObject([{ suppressed: 0 }, { suppressed: 4 }]);
  });
});
