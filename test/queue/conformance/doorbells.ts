/** What a doorbell promises: one run at a time for each id, none forgotten, attempts counted. */
import { cancel, done, doorbell, retry, snooze } from "@lumenflow/jobs";
import { PayloadRefused } from "@lumenflow/queue";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { bell, countsOf, eventually, gate, layout } from "../fixtures.ts";
import type { TestServer } from "../servers.ts";
import { setup } from "../setup.ts";

export function doorbells(server: () => TestServer): void {
  describe("doorbells", { timeout: 30_000 }, () => {
    test("any number of rings before a run make one run", async () => {
      const { queues, running } = await setup(server());
      const runs: string[] = [];
      for (let i = 0; i < 5; i += 1) await queues.ring(bell, { connectionId: "a" });
      await queues.ringAll(
        bell,
        ["a", "b", "a"].map((connectionId) => ({ connectionId })),
      );
      await running(
        queues.worker(
          bell,
          async ({ connectionId }) => {
            runs.push(connectionId);
            return done();
          },
          { concurrency: 1 },
        ),
      );
      await queues.ring(bell, { connectionId: "last" });
      await eventually(() => runs.includes("last"));
      expect(runs).toEqual(["a", "b", "last"]);
    });

    test("rings during a run make exactly one more run", async () => {
      const { queues, running } = await setup(server());
      const first = gate();
      let runs = 0;
      let atOnce = 0;
      await running(
        queues.worker(
          bell,
          async () => {
            runs += 1;
            atOnce += 1;
            expect(atOnce).toBe(1);
            if (runs === 1) await first.passed;
            atOnce -= 1;
            return done();
          },
          { concurrency: 5 },
        ),
      );
      await queues.ring(bell, { connectionId: "a" });
      await eventually(() => runs === 1);
      for (let i = 0; i < 3; i += 1) await queues.ring(bell, { connectionId: "a" });
      first.open();
      await eventually(async () => {
        const counts = await countsOf({ queues }, "outbox");
        return runs === 2 && counts?.waiting === 0 && counts.active === 0;
      });
      expect(runs).toBe(2);
    });

    test("a ring wakes a snoozed job, unless it says to let it sleep", async () => {
      const { queues, running } = await setup(server());
      let runs = 0;
      await running(
        queues.worker(
          bell,
          async () => {
            runs += 1;
            return runs === 1 ? snooze(60_000) : done();
          },
          { concurrency: 1 },
        ),
      );
      await queues.ring(bell, { connectionId: "a" });
      await eventually(async () => (await countsOf({ queues }, "outbox"))?.delayed === 1);
      await queues.ring(bell, { connectionId: "a" }, { wake: false });
      expect(await countsOf({ queues }, "outbox")).toMatchObject({ delayed: 1, waiting: 0 });
      expect(runs).toBe(1);
      await queues.ring(bell, { connectionId: "a" });
      await eventually(() => runs === 2);
    });

    test("a retry waits for its backoff, counts its attempts and knows the last one", async () => {
      const { queues, running, lines } = await setup(server());
      const attempts: { at: number; attempt: number; last: boolean }[] = [];
      await running(
        queues.worker(
          bell,
          async (_payload, { attempt, lastAttempt }) => {
            attempts.push({ at: performance.now(), attempt, last: lastAttempt });
            return retry(new Error("getaddrinfo ENOTFOUND"));
          },
          { concurrency: 1 },
        ),
      );
      await queues.ring(bell, { connectionId: "a" });
      await eventually(async () => (await countsOf({ queues }, "outbox"))?.failed === 1);
      expect(attempts.map(({ attempt, last }) => [attempt, last])).toEqual([
        [1, false],
        [2, false],
        [3, true],
      ]);
      const [one, two, three] = attempts.map(({ at }) => at);
      expect((two ?? 0) - (one ?? 0)).toBeGreaterThanOrEqual(95);
      expect((three ?? 0) - (two ?? 0)).toBeGreaterThanOrEqual(195);
      expect(lines.filter(({ msg }) => msg === "attempt")).toMatchObject([
        { job: "test-bell", connectionId: "a", attempt: 1, outcome: "retry", nextDelayMs: 100 },
        { job: "test-bell", connectionId: "a", attempt: 2, outcome: "retry", nextDelayMs: 200 },
        { job: "test-bell", connectionId: "a", attempt: 3, outcome: "exhausted" },
      ]);
    });

    test("an exhausted job can be rung again and starts from its first attempt", async () => {
      const { queues, running } = await setup(server());
      const seen: number[] = [];
      await running(
        queues.worker(
          bell,
          async (_payload, { attempt }) => {
            seen.push(attempt);
            return retry(new Error("away"), { delayMs: 1 });
          },
          { concurrency: 1 },
        ),
      );
      await queues.ring(bell, { connectionId: "a" });
      await eventually(async () => (await countsOf({ queues }, "outbox"))?.failed === 1);
      await queues.ring(bell, { connectionId: "a" });
      await eventually(() => seen.length >= 4);
      expect(seen.slice(0, 4)).toEqual([1, 2, 3, 1]);
    });

    test("what a handler throws counts as a retry and is stored without secrets", async () => {
      const { queues, running, lines } = await setup(server());
      const token = "123456789:AAGmPbwQJt5Xn4XkQ0d3m6pLrT8uVwYzA1c";
      await running(
        queues.worker(
          bell,
          async () => {
            throw new Error(`POST https://api.telegram.org/bot${token}/sendMessage failed`);
          },
          { concurrency: 1 },
        ),
      );
      await queues.ring(bell, { connectionId: "a" });
      await eventually(async () => (await countsOf({ queues }, "outbox"))?.failed === 1);
      const [adapter] = queues.dashboardQueues({ readOnly: true, layouts: [layout] });
      const stored = JSON.stringify(await adapter?.getJobs(["failed"]), (key, value) =>
        key === "queue" || key === "backend" ? undefined : value,
      );
      expect(stored).toContain("sendMessage failed");
      expect(stored).not.toContain(token);
      expect(JSON.stringify(lines)).not.toContain(token);
    });

    test("a cancelled job is not retried and can be rung again", async () => {
      const { queues, running, lines } = await setup(server());
      let runs = 0;
      await running(
        queues.worker(
          bell,
          async () => {
            runs += 1;
            return cancel("the connection is gone");
          },
          { concurrency: 1 },
        ),
      );
      await queues.ring(bell, { connectionId: "a" });
      await eventually(async () => (await countsOf({ queues }, "outbox"))?.failed === 1);
      expect(await countsOf({ queues }, "outbox")).toMatchObject({ waiting: 0, delayed: 0 });
      expect(lines.at(-1)).toMatchObject({ outcome: "cancel", reason: "the connection is gone" });
      await queues.ring(bell, { connectionId: "a" });
      await eventually(() => runs === 2);
    });

    test("a snooze spends no attempt", async () => {
      const { queues, running } = await setup(server());
      const seen: number[] = [];
      await running(
        queues.worker(
          bell,
          async (_payload, { attempt }) => {
            seen.push(attempt);
            return seen.length < 6 ? snooze(5) : done();
          },
          { concurrency: 1 },
        ),
      );
      await queues.ring(bell, { connectionId: "a" });
      await eventually(() => seen.length === 6);
      expect(seen).toEqual([1, 1, 1, 1, 1, 1]);
    });

    test("a job that sees others waiting and snoozes for nothing lets them run first", async () => {
      const { queues, running } = await setup(server());
      const runs: string[] = [];
      await running(
        queues.worker(
          bell,
          async ({ connectionId }, { othersWaiting }) => {
            runs.push(connectionId);
            if (connectionId !== "long" || runs.length > 1) return done();
            await queues.ring(bell, { connectionId: "b" });
            await queues.ring(bell, { connectionId: "c" });
            await eventually(othersWaiting);
            return snooze(0);
          },
          { concurrency: 1 },
        ),
      );
      await queues.ring(bell, { connectionId: "long" });
      await eventually(() => runs.length === 4);
      expect(runs).toEqual(["long", "b", "c", "long"]);
    });

    test("a payload that does not match its schema is cancelled, not looped", async () => {
      const { queues, running, lines } = await setup(server());
      const older = doorbell({ ...bell, payload: z.any(), id: () => "x", describe: () => ({}) });
      await queues.ring(older, { connection: "as an older release wrote it" });
      let runs = 0;
      await running(
        queues.worker(
          bell,
          async () => {
            runs += 1;
            return done();
          },
          { concurrency: 1 },
        ),
      );
      await eventually(async () => (await countsOf({ queues }, "outbox"))?.failed === 1);
      expect(runs).toBe(0);
      expect(lines.filter(({ msg }) => msg === "attempt")).toHaveLength(1);
      await expect(queues.ring(bell, JSON.parse("{}"))).rejects.toThrow(PayloadRefused);
    });
  });
}
