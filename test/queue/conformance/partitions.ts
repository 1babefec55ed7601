/** What a partition promises: strict order, whatever fails or dies. */
import { cancel, done, retry, storeUpdates } from "@lumenflow/jobs";
import { PartitionSealed } from "@lumenflow/queue";
import { describe, expect, test } from "vitest";
import { batch, countsOf, eventually, gate, layout, partition } from "../fixtures.ts";
import type { TestServer } from "../servers.ts";
import { setup } from "../setup.ts";

export function partitions(server: () => TestServer): void {
  describe("partitions", { timeout: 60_000 }, () => {
    test("two processes keep strict order, one job at a time", async () => {
      const { queues, child } = await setup(server());
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
      const { queues, child } = await setup(server());
      const runs: string[][] = [];
      const sent = Array.from({ length: 20 }, (_, i) => String(1_000 + i));
      let killed: number | undefined;
      const onStarted: Parameters<typeof child>[0] = (bodies, from) => {
        runs.push(bodies);
        if (bodies.includes("1007") && killed === undefined) {
          killed = runs.length - 1;
          from.kill("SIGKILL");
        } else {
          from.send("go on");
        }
      };
      await Promise.all([child(onStarted), child(onStarted)]);
      for (const body of sent) await queues.enqueue(storeUpdates, batch(body), partition);
      // The run that was killed may have had the last one, too.
      const isOver = (run: number) => run > (killed ?? run) && runs[run]?.at(-1) === sent.at(-1);
      await eventually(() => isOver(runs.length - 1));
      const [unfinished = []] = runs.splice(killed ?? 0, 1);
      expect(runs.flat()).toEqual(sent);
      expect(runs[killed ?? 0]?.[0]).toBe(unfinished[0]);
    });

    test("a failing batch is tried again in its place, however often", async () => {
      const { queues, running, lines } = await setup(server());
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
      const { queues, another, running } = await setup(server());
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
            seen.push(...updates.map(({ body }) => `next ${body}`));
            return done();
          },
          { partition },
        ),
      );
      await eventually(() => seen.length === 4);
      expect(seen).toEqual(["stopping u1", "next u1", "next u2", "next u3"]);
    });

    test("a run takes along what waits behind its batch, in order, and each is done once", async () => {
      const { queues, running, lines } = await setup(server());
      const begin = gate();
      const runs: string[][] = [];
      await running(
        queues.worker(
          storeUpdates,
          async ({ updates }, { attempt }) => {
            runs.push(updates.map(({ body }) => body));
            await begin.passed;
            return runs.length > 1 && attempt === 1 ? retry(new Error("away")) : done();
          },
          { partition },
        ),
      );
      const sent = Array.from({ length: 9 }, (_, i) => `u${i}`);
      for (const body of sent) await queues.enqueue(storeUpdates, batch(body), partition);
      await eventually(() => runs.length === 1);
      begin.open();
      await eventually(async () => (await queues.left(storeUpdates, layout)).unfinished === 0);
      const [first, ...rest] = sent;
      expect(runs).toEqual([[first], rest, rest]);
      expect(lines.at(-1)).toMatchObject({ outcome: "done", updates: 8, jobs: 8, attempt: 2 });
    });

    test("a run that is cancelled cancels its own batch, and not those that it took along", async () => {
      const { queues, running } = await setup(server());
      const begin = gate();
      const seen: string[] = [];
      await running(
        queues.worker(
          storeUpdates,
          async ({ updates }) => {
            await begin.passed;
            if (updates.some(({ body }) => body === "u1")) return cancel("senseless");
            seen.push(...updates.map(({ body }) => body));
            return done();
          },
          { partition },
        ),
      );
      for (const body of ["u0", "u1", "u2", "u3"]) {
        await queues.enqueue(storeUpdates, batch(body), partition);
      }
      begin.open();
      await eventually(() => seen.length === 3);
      expect(seen).toEqual(["u0", "u2", "u3"]);
      expect((await queues.left(storeUpdates, layout)).failed).toBe(1);
    });

    test("a cancelled batch is kept for the operators", async () => {
      const { queues, running } = await setup(server());
      await running(queues.worker(storeUpdates, async () => cancel("senseless"), { partition }));
      await queues.enqueue(storeUpdates, batch("u1"), partition);
      await eventually(async () => (await countsOf({ queues }, "updates-1-0"))?.failed === 1);
    });

    test("a sealed epoch confirms nothing more, and is drained once its last batch is done", async () => {
      const { queues, another, running } = await setup(server());
      const others = await another();
      const later = { epoch: 2, index: 0 };
      await queues.enqueue(storeUpdates, batch("before"), partition);
      await others.enqueue(storeUpdates, batch("before too"), partition);
      expect(await queues.left(storeUpdates, layout)).toEqual({ unfinished: 2, failed: 0 });

      await queues.seal(storeUpdates, 1);
      for (const each of [queues, others]) {
        const late = each.enqueue(storeUpdates, batch("behind the seal"), partition);
        await expect(late).rejects.toThrow(PartitionSealed);
        await each.enqueue(storeUpdates, batch("in the next epoch"), later);
      }

      const finish = gate();
      const seen: (string | undefined)[] = [];
      await running(
        queues.worker(
          storeUpdates,
          async ({ updates }) => {
            seen.push(updates[0]?.body);
            await finish.passed;
            return done();
          },
          { partition },
        ),
      );
      await eventually(() => seen.length === 1);
      // What came behind the seal was added all the same: it is only not counted on.
      expect((await others.left(storeUpdates, layout)).unfinished).toBe(4);
      finish.open();
      await eventually(async () => (await others.left(storeUpdates, layout)).unfinished === 0);
      expect(seen.slice(0, 2)).toEqual(["before", "before too"]);
    });

    test("a body arrives as it was, also with escapes that databases dislike", async () => {
      const { queues, running } = await setup(server());
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
}
