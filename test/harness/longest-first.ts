/** Begins the test files that take longest first, so that at the end no worker waits for another. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** A clean clone has no record of durations, and by size, as vitest has it, these come last. */
const longest = [
  "polling/owners",
  "ingress/order",
  "chaos/",
  "start/command-line",
  "e2e/worker-killed",
  "queue/postgres",
  "e2e/browser-",
  "e2e/rotate-secret",
  "push/crash",
  "e2e/stop-and-start",
  "e2e/webhook-taken-away",
  "e2e/follow-a-group",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((name) => moduleId.includes(`/test/${name}`));
  return place < 0 ? longest.length : place;
}
