/** What the counters promise that all processes share. */
import type { Limiter } from "@lumenflow/queue";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../fixtures.ts";
import type { TestServer } from "../servers.ts";
import { setup } from "../setup.ts";

const minute = 60_000;

/** How often one point was granted, by limiters that all ask at the same time. */
async function granted(limiters: readonly Limiter[], takes: number): Promise<number> {
  const each = limiters.map(async (limiter) => {
    let count = 0;
    for (let n = 0; n < takes; n += 1) if ((await limiter.take("a", 1)).granted) count += 1;
    return count;
  });
  return (await Promise.all(each)).reduce((sum, count) => sum + count, 0);
}

export function limits(server: () => TestServer): void {
  describe("limits", { timeout: 60_000 }, () => {
    test("any number of processes take no more than a key's points, and other keys have theirs", async () => {
      const { queues, another } = await setup(server());
      const options = { name: "shared", points: 60, windowMs: minute };
      const limiters = [queues, await another(), await another()].map((each) =>
        each.limiter(options),
      );
      expect(await granted(limiters, 50)).toBe(60);
      const refused = await limiters[0]?.take("a", 1);
      expect(refused?.granted).toBe(false);
      expect(refused?.windowEndsInMs).toBeGreaterThan(minute / 2);
      expect(refused?.windowEndsInMs).toBeLessThanOrEqual(minute);
      expect(await limiters[1]?.take("b", 60)).toMatchObject({ granted: true });
      expect(await limiters[2]?.take("b", 1)).toMatchObject({ granted: false });
    });

    test("a window that has ended leaves nothing behind", async () => {
      const { queues } = await setup(server());
      const limiter = queues.limiter({ name: "short", points: 2, windowMs: 1_000 });
      await eventually(async () => (await granted([limiter], 3)) === 2);
      await eventually(async () => (await limiter.take("a", 2)).granted);
    });

    test("a process counts for itself while the backend is away", async () => {
      const { queues } = await setup(server());
      const limiter = queues.limiter({ name: "alone", points: 5, windowMs: minute });
      expect((await limiter.take("a", 1)).granted).toBe(true);
      await server().kill();
      onTestFinished(() => server().restart());
      // What was under way may still be counted there.
      const alone = await granted([limiter], 20);
      expect(alone).toBeGreaterThanOrEqual(5);
      expect(alone).toBeLessThanOrEqual(9);
      const { windowEndsInMs } = await limiter.take("a", 1);
      expect(windowEndsInMs).toBeGreaterThan(0);
      expect(windowEndsInMs).toBeLessThanOrEqual(minute);
    });
  });
}
