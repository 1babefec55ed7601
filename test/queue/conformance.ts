/** The promises of the queue, run unchanged on every backend. */
import { setTimeout as delay } from "node:timers/promises";
import {
  cancel,
  done,
  doorbell,
  drainOutbox,
  type PartitionLayout,
  retry,
  snooze,
  storeUpdates,
} from "@lumenflow/jobs";
import { LeaseLost, PayloadRefused, QueueUnavailable, Stopping } from "@lumenflow/queue";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { eventually as within } from "../harness/index.ts";
import type { TestServer } from "./servers.ts";
import { type Setup, setup } from "./setup.ts";

const layout: PartitionLayout = { epoch: 1, count: 1 };
const partition = { epoch: 1, index: 0 };

/** A doorbell like the real ones, only impatient. */
const bell = doorbell({
  name: "test-bell",
  queue: "outbox",
  payload: z.object({ connectionId: z.string() }),
  attempts: 3,
  backoff: { delayMs: 100, maxDelayMs: 1_000, jitter: 0 },
  id: ({ connectionId }) => connectionId,
  describe: ({ connectionId }) => ({ connectionId }),
});

function batch(body: string) {
  const receivedAt = "2026-11-22T10:00:00.000Z";
  return { updates: [{ connectionId: "conn_1", workspaceId: "ws_1", receivedAt, body }] };
}

/** Recovering from a kill takes a lease and two looks: longer than the harness's patience. */
function eventually(condition: () => boolean | Promise<boolean>) {
  return within(condition, { timeoutMs: 30_000 });
}

/** A promise that the test settles. */
function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, passed: promise };
}

async function countsOf({ queues }: Pick<Setup, "queues">, queue: string) {
  const counts = await queues.counts(layout);
  return counts.find((count) => count.queue === queue);
}

export function conformance(makeServer: () => Promise<TestServer>): void {
  let server: TestServer;
  beforeAll(async () => {
    server = await makeServer();
  }, 60_000);
  afterAll(() => server.stop());

  describe("doorbells", { timeout: 30_000 }, () => {
    test("any number of rings before a run make one run", async () => {
      const { queues, running } = await setup(server);
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
      const { queues, running } = await setup(server);
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
      const { queues, running } = await setup(server);
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
      const { queues, running, lines } = await setup(server);
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
      const { queues, running } = await setup(server);
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
      const { queues, running, lines } = await setup(server);
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
      const [adapter] = queues.dashboardQueues({ readOnly: true, layout });
      const stored = JSON.stringify(await adapter?.getJobs(["failed"]), (key, value) =>
        key === "queue" || key === "backend" ? undefined : value,
      );
      expect(stored).toContain("sendMessage failed");
      expect(stored).not.toContain(token);
      expect(JSON.stringify(lines)).not.toContain(token);
    });

    test("a cancelled job is not retried and can be rung again", async () => {
      const { queues, running, lines } = await setup(server);
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
      const { queues, running } = await setup(server);
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
      const { queues, running } = await setup(server);
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
      const { queues, running, lines } = await setup(server);
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

  describe("partitions", { timeout: 60_000 }, () => {
    test("two processes keep strict order, one job at a time", async () => {
      const { queues, child } = await setup(server);
      const started: string[] = [];
      let atOnce = 0;
      const onStarted = (bodies: string[], from: { send(message: unknown): unknown }) => {
        atOnce += 1;
        expect(atOnce).toBe(1);
        started.push(...bodies);
        setImmediate(() => {
          atOnce -= 1;
          from.send("go on");
        });
      };
      await Promise.all([child(onStarted), child(onStarted)]);
      const sent = Array.from({ length: 100 }, (_, i) => String(1_000 + i));
      for (const body of sent) await queues.enqueue(storeUpdates, batch(body), partition);
      await eventually(() => started.length === sent.length);
      expect(started).toEqual(sent);
    });

    test("a batch whose process was killed runs again before its successors", async () => {
      const { queues, child } = await setup(server);
      const started: string[] = [];
      const sent = Array.from({ length: 20 }, (_, i) => String(1_000 + i));
      const fatal = "1007";
      let killed = false;
      const onStarted: Parameters<typeof child>[0] = ([body = ""], from) => {
        started.push(body);
        if (body === fatal && !killed) {
          killed = true;
          from.kill("SIGKILL");
        } else {
          from.send("go on");
        }
      };
      await Promise.all([child(onStarted), child(onStarted)]);
      for (const body of sent) await queues.enqueue(storeUpdates, batch(body), partition);
      await eventually(() => started.at(-1) === sent.at(-1));
      expect(started).toEqual([...sent.slice(0, 8), ...sent.slice(7)]);
    });

    test("a failing batch is tried again in its place, however often", async () => {
      const { queues, running, lines } = await setup(server);
      const seen: string[] = [];
      await running(
        queues.worker(
          storeUpdates,
          async ({ updates }, { attempt, lastAttempt }) => {
            seen.push(`${updates[0]?.body} ${attempt} ${lastAttempt}`);
            if (updates[0]?.body === "first" && attempt < 4) {
              return retry(new Error("Postgres is away"), { delayMs: 5 });
            }
            return done();
          },
          { partition },
        ),
      );
      await queues.enqueue(storeUpdates, batch("first"), partition);
      await queues.enqueue(storeUpdates, batch("second"), partition);
      await eventually(() => seen.length === 5);
      expect(seen).toEqual([1, 2, 3, 4].map((n) => `first ${n} false`).concat("second 1 false"));
      expect(lines[0]).toMatchObject({ job: "store-updates", updates: 1, queue: "updates-1-0" });
    });

    test("a batch in trouble goes back to the head when its process stops", async () => {
      const { queues, another, running } = await setup(server);
      const seen: string[] = [];
      const stopping = queues.worker(
        storeUpdates,
        async ({ updates }) => {
          seen.push(`stopping ${updates[0]?.body}`);
          return retry(new Error("Postgres is away"), { delayMs: 60_000 });
        },
        { partition },
      );
      await stopping.start();
      for (const body of ["u1", "u2", "u3"]) {
        await queues.enqueue(storeUpdates, batch(body), partition);
      }
      await eventually(() => seen.length === 1);
      await stopping.stop();
      expect(await countsOf({ queues }, "updates-1-0")).toMatchObject({ waiting: 3, active: 0 });
      const others = await another();
      await running(
        others.worker(
          storeUpdates,
          async ({ updates }) => {
            seen.push(`next ${updates[0]?.body}`);
            return done();
          },
          { partition },
        ),
      );
      await eventually(() => seen.length === 4);
      expect(seen).toEqual(["stopping u1", "next u1", "next u2", "next u3"]);
    });

    test("a cancelled batch is kept for the operators", async () => {
      const { queues, running } = await setup(server);
      await running(queues.worker(storeUpdates, async () => cancel("senseless"), { partition }));
      await queues.enqueue(storeUpdates, batch("u1"), partition);
      await eventually(async () => (await countsOf({ queues }, "updates-1-0"))?.failed === 1);
    });

    test("a body arrives as it was, also with escapes that databases dislike", async () => {
      const { queues, running } = await setup(server);
      const body =
        '{"update_id":1,"message":{"text":"\\u0000 \\ud800 \u{1f600}","id":9007199254740993}}';
      const seen: (string | undefined)[] = [];
      await running(
        queues.worker(
          storeUpdates,
          async ({ updates }) => {
            seen.push(updates[0]?.body);
            return done();
          },
          { partition },
        ),
      );
      await queues.enqueue(storeUpdates, batch(body), partition);
      await eventually(() => seen.length === 1);
      expect(seen).toEqual([body]);
    });
  });

  describe("life cycle", { timeout: 60_000 }, () => {
    test("stopping finishes the work in hand, takes no more and leaves nothing active", async () => {
      const { queues } = await setup(server);
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
      const { backend, queues, another, running } = await setup(server);
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
              seen.push(updates[0]?.body ?? "");
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

      await server.wipe(backend);
      await queues.reassert(storeUpdates, layout);
      await queues.ring(bell, { connectionId: "a" });
      const sent = Array.from({ length: 20 }, (_, i) => `u${i}`);
      for (const body of sent) await queues.enqueue(storeUpdates, batch(body), partition);
      await eventually(() => rung === 2 && seen.length === 21);
      expect(seen.slice(1)).toEqual(sent);
      expect(most).toBe(1);
    });

    test("while the backend is away producers fail within a second, and afterwards workers resume", async () => {
      const { queues, running } = await setup(server);
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
            stored.push(updates[0]?.body ?? "");
            return done();
          },
          { partition },
        ),
      );
      await queues.ring(bell, { connectionId: "before" });
      await eventually(() => seen.length === 1);
      expect(await queues.check.check()).toMatchObject({ ok: true });

      await server.kill();
      onTestFinished(async () => {
        if (!(await queues.check.check()).ok) await server.restart();
      });
      for (const attempt of [
        () => queues.ring(bell, { connectionId: "lost" }),
        () => queues.enqueue(storeUpdates, batch("lost"), partition),
        () => queues.reassert(storeUpdates, layout),
      ]) {
        const started = performance.now();
        await expect(attempt()).rejects.toThrow(QueueUnavailable);
        expect(performance.now() - started).toBeLessThan(1_300);
      }
      expect(await queues.check.check()).toMatchObject({ ok: false });

      await server.restart();
      await eventually(() => queues.ring(bell, { connectionId: "after" }).then(() => true));
      await eventually(() =>
        queues.enqueue(storeUpdates, batch("after"), partition).then(() => true),
      );
      await eventually(() => seen.includes("after") && stored.includes("after"));
    });

    test("a run that outlives its lease is told, and the job runs again", async () => {
      const { queues, running } = await setup(server);
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
      await server.kill();
      await eventually(() => reasons.length === 1).finally(() => server.restart());
      expect(reasons[0]).toBeInstanceOf(LeaseLost);
      await eventually(async () => {
        const counts = await countsOf({ queues }, "outbox");
        return counts?.active === 0 && counts.waiting === 0;
      });
    });
  });

  test("the dashboard shows ids and counts, not what a job carries", async () => {
    const { queues } = await setup(server);
    await queues.enqueue(storeUpdates, batch("a private text"), partition);
    const adapters = queues.dashboardQueues({ readOnly: true, layout });
    expect(adapters.map((adapter) => adapter.getName())).toEqual([
      "outbox",
      "registrations",
      "updates-1-0",
    ]);
    const adapter = adapters[2];
    const [job] = (await adapter?.getJobs(["waiting"])) ?? [];
    expect(adapter?.format("data", job?.toJSON().data)).toEqual({ updates: 1 });
    expect(adapter?.format("returnValue", "a private text")).toBe("[redacted]");
    expect(adapter?.readOnlyMode).toBe(true);
    expect(drainOutbox.queue).toBe("outbox");
  });
}
