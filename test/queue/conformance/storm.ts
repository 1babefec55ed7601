/** What still holds when everyone rings at once. */
import { setTimeout as delay } from "node:timers/promises";
import { done, snooze } from "@lumenflow/jobs";
import type { JobContext } from "@lumenflow/queue";
import { expect, test } from "vitest";
import { bell, countsOf, eventually } from "../fixtures.ts";
import type { TestServer } from "../servers.ts";
import { setup } from "../setup.ts";

const ids = Array.from({ length: 100 }, (_, i) => `conn_${i}`);

export function storm(server: () => TestServer): void {
  test("in a storm of rings no bell runs twice at once and none is forgotten", {
    timeout: 60_000,
  }, async () => {
    const { queues, another, running, lines } = await setup(server());
    const others = await another();
    const inHand = new Set<string>();
    const overlaps: string[] = [];
    const lastRun = new Map<string, number>();
    const lastRing = new Map<string, number>();
    let runs = 0;
    async function handler({ connectionId }: { connectionId: string }, { signal }: JobContext) {
      if (inHand.has(connectionId) || signal.aborted) overlaps.push(connectionId);
      inHand.add(connectionId);
      lastRun.set(connectionId, performance.now());
      runs += 1;
      await delay(runs % 20);
      inHand.delete(connectionId);
      return runs % 10 === 0 ? snooze(runs % 50) : done();
    }
    for (const each of [queues, others]) {
      await running(each.worker(bell, handler, { concurrency: 1_000 }));
    }
    const ringers = Array.from({ length: 12 }, async (_, ringer) => {
      const each = ringer % 2 === 0 ? queues : others;
      for (let round = 0; round < 60; round += 1) {
        if (ringer < 2 && round % 20 === 0) {
          const rotated = [...ids.slice(round), ...ids.slice(0, round)];
          await each.ringAll(
            bell,
            rotated.map((connectionId) => ({ connectionId })),
          );
        }
        const connectionId = ids[(ringer * 31 + round * 7) % ids.length] ?? "";
        const rungAt = performance.now();
        await each.ring(bell, { connectionId });
        lastRing.set(connectionId, Math.max(rungAt, lastRing.get(connectionId) ?? 0));
      }
    });
    await Promise.all(ringers);
    await eventually(async () => {
      const counts = await countsOf({ queues }, "outbox");
      return counts !== undefined && counts.waiting + counts.active + counts.delayed === 0;
    });
    expect(overlaps).toEqual([]);
    const forgotten = [...lastRing].filter(([id, at]) => (lastRun.get(id) ?? 0) < at);
    expect(forgotten).toEqual([]);
    expect(lines.filter(({ outcome }) => outcome !== "done" && outcome !== "snooze")).toEqual([]);
  });
}
