import { expect, test } from "vitest";

interface Summary {
  read(line: string): void;
  lines(exitCode: number): string[];
}

async function setup() {
  const path = new URL("../../scripts/lib/summary.mjs", import.meta.url).href;
  const { createSummary } = (await import(path)) as { createSummary(): Summary };
  return createSummary();
}

test("adds up all workspaces, coloured or not, and ends with the totals alone", async () => {
  const summary = await setup();
  summary.read("@lumenflow/runtime:test:       Tests  57 passed (57)");
  summary.read(
    "@lumenflow/test:test: \u001b[2m      Tests \u001b[22m \u001b[1m2 failed\u001b[22m | 40 passed (42)",
  );
  summary.read("@lumenflow/test:test:  Test Files  1 failed | 3 passed (4)");
  summary.read(
    "@lumenflow/test:test: LEFT OUT a story, queues in Redis: no redis-server on this machine",
  );
  expect(summary.lines(1)).toEqual([
    "Left out: a story, queues in Redis: no redis-server on this machine",
    "97 passed, 2 failed",
  ]);
});

test("counts a run that broke before any test as a failure", async () => {
  const summary = await setup();
  expect(summary.lines(1)).toEqual(["0 passed, 1 failed"]);
});
