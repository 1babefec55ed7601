/** The queue keeps its promises on Redis. */
import { done } from "@lumenflow/jobs";
import { expect, test } from "vitest";
import { describeWith, eventually } from "../harness/index.ts";
import { conformance } from "./conformance.ts";
import { bell } from "./fixtures.ts";
import { redisServer, type TestServer } from "./servers.ts";
import { setup } from "./setup.ts";

function startingWithout(server: () => TestServer): void {
  test("a process that starts while Redis is away serves as soon as it comes", async () => {
    await server().kill();
    const { queues, running, lines } = await setup(server()).catch(async (error: unknown) => {
      await server().restart();
      throw error;
    });
    const runs: string[] = [];
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
    expect(await queues.check.check()).toMatchObject({ ok: false });
    await server().restart();
    await eventually(() => queues.ring(bell, { connectionId: "a" }).then(() => true));
    await eventually(() => runs.length === 1);
    expect(lines).toContainEqual(expect.objectContaining({ msg: "Redis is not reachable yet" }));
  });
}

describeWith("redis", "the queue on Redis", () => conformance(redisServer, startingWithout));
