/** What producers and workers promise when they stop and when the backend goes, forgets and returns. */
import { setTimeout as delay } from "node:timers/promises";
import { done, storeUpdates } from "@lumenflow/jobs";
import { LeaseLost, QueueUnavailable, Stopping } from "@lumenflow/queue";
import { describe, expect, onTestFinished, test } from "vitest";
import { batch, bell, countsOf, eventually, gate, layout, partition } from "../fixtures.ts";
import type { TestServer } from "../servers.ts";
import { setup } from "../setup.ts";

export function lifeCycle(server: () => TestServer): void {
  describe("life cycle", { timeout: 60_000 }, () => {
    test("stopping finishes the work in hand, takes no more and leaves nothing active", async () => {
      const { queues } = await setup(server());
      const finish = gate();
      const seen: string[] = [];
      const worker = queues.worker(
        bell,
        async ({ connectionId }, { signal }) => {
          seen.push(`start ${connectionId}`);
          await finish.passed;
          seen.push(`end ${connectionId} ${signal.reason instanceof Stopping}`);
          return done();
        },
        { concurrency: 1 },
      );
      await worker.start();
      await queues.ring(bell, { connectionId: "a" });
      await queues.ring(bell, { connectionId: "b" });
      await eventually(() => seen.length === 1);
      const stopped = worker.stop();
      finish.open();
      await stopped;
      await worker.stop();
      expect(seen).toEqual(["start a", "end a true"]);
      expect(await countsOf({ queues }, "outbox")).toMatchObject({ waiting: 1, active: 0 });
    });

    test("after a wipe a ring works, and partitions run one at a time again", async () => {
      const { backend, queues, another, running } = await setup(server());
      const others = await another();
      let rung = 0;
      let atOnce = 0;
      let most = 0;
      const seen: string[] = [];
      await running(
        queues.worker(
          bell,
          async () => {
            rung += 1;
            return done();
          },
          { concurrency: 1 },
        ),
      );
      for (const each of [queues, others]) {
        await running(
          each.worker(
            storeUpdates,
            async ({ updates }) => {
              atOnce += 1;
              most = Math.max(most, atOnce);
              seen.push(...updates.map(({ body }) => body));
              await delay(20);
              atOnce -= 1;
              return done();
            },
            { partition },
          ),
        );
      }
      await queues.ring(bell, { connectionId: "a" });
      await queues.enqueue(storeUpdates, batch("before"), partition);
      // A job in hand while everything is forgotten would run beside its successor: the fence in
      // Postgres is there for that, not the queue.
      await eventually(() => rung === 1 && seen.length === 1 && atOnce === 0);

      await server().wipe(backend);
      await queues.reassert(storeUpdates, [layout]);
      await queues.ring(bell, { connectionId: "a" });
      const sent = Array.from({ length: 20 }, (_, i) => `u${i}`);
      for (const body of sent) await queues.enqueue(storeUpdates, batch(body), partition);
      await eventually(() => rung === 2 && seen.length === 21);
      expect(seen.slice(1)).toEqual(sent);
      expect(most).toBe(1);
    });

    test("while the backend is away producers fail within a second, and afterwards workers resume", async () => {
      const { queues, running } = await setup(server());
      const seen: string[] = [];
      await running(
        queues.worker(
          bell,
          async ({ connectionId }) => {
            seen.push(connectionId);
            return done();
          },
          { concurrency: 2 },
        ),
      );
      const stored: string[] = [];
      await running(
        queues.worker(
          storeUpdates,
          async ({ updates }) => {
            stored.push(...updates.map(({ body }) => body));
            return done();
          },
          { partition },
        ),
      );
      await queues.ring(bell, { connectionId: "before" });
      await eventually(() => seen.length === 1);
      expect(await queues.check.check()).toMatchObject({ ok: true });

      await server().kill();
      onTestFinished(async () => {
        if (!(await queues.check.check()).ok) await server().restart();
      });
      for (const attempt of [
        () => queues.ring(bell, { connectionId: "lost" }),
        () => queues.enqueue(storeUpdates, batch("lost"), partition),
        () => queues.reassert(storeUpdates, [layout]),
      ]) {
        const started = performance.now();
        await expect(attempt()).rejects.toThrow(QueueUnavailable);
        expect(performance.now() - started).toBeLessThan(3_000);
      }
      expect(await queues.check.check()).toMatchObject({ ok: false });

      await server().restart();
      await eventually(() => queues.ring(bell, { connectionId: "after" }).then(() => true));
      await eventually(() =>
        queues.enqueue(storeUpdates, batch("after"), partition).then(() => true),
      );
      await eventually(() => seen.includes("after") && stored.includes("after"));
    });

    test("a run that outlives its lease is told, and the job runs again", async () => {
      const { queues, running } = await setup(server());
      const reasons: unknown[] = [];
      let runs = 0;
      await running(
        queues.worker(
          bell,
          async (_payload, { signal }) => {
            runs += 1;
            if (runs > 1) return done();
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
            reasons.push(signal.reason);
            return done();
          },
          { concurrency: 1 },
        ),
      );
      await queues.ring(bell, { connectionId: "a" });
      await eventually(() => runs === 1);
      await server().kill();
      await eventually(() => reasons.length === 1).finally(() => server().restart());
      expect(reasons[0]).toBeInstanceOf(LeaseLost);
      await eventually(async () => {
        const counts = await countsOf({ queues }, "outbox");
        return counts?.active === 0 && counts.waiting === 0;
      });
    });

    test("stopping does not wait for a backend that is away", async () => {
      const { queues } = await setup(server());
      const workers = [
        queues.worker(bell, async () => done(), { concurrency: 5 }),
        queues.worker(storeUpdates, async () => done(), { partition }),
      ];
      for (const worker of workers) await worker.start();
      await queues.ring(bell, { connectionId: "a" });
      await eventually(async () => (await countsOf({ queues }, "outbox"))?.waiting === 0);
      await server().kill();
      onTestFinished(() => server().restart());
      const started = performance.now();
      for (const worker of workers) await worker.stop();
      await queues.stop();
      expect(performance.now() - started).toBeLessThan(5_000);
    });
  });
}
