/** The queue keeps its promises on Postgres. */
import { done, partitionsOf, storeUpdates } from "@lumenflow/jobs";
import { createQueues, QueueUnavailable } from "@lumenflow/queue";
import { createLogger } from "@lumenflow/runtime";
import { describe, expect, test } from "vitest";
import { sql } from "../harness/index.ts";
import { conformance } from "./conformance.ts";
import { batch, eventually } from "./fixtures.ts";
import { postgresServer, type TestServer } from "./servers.ts";
import { setup } from "./setup.ts";

function startingTogether(server: () => TestServer): void {
  test("many processes that start on an empty database make one schema", async () => {
    const { backend } = await server().fresh();
    const logger = createLogger({ name: "test", level: "silent" });
    const all = Array.from({ length: 4 }, () => createQueues({ backend, logger }));
    await Promise.all(all.map((queues) => queues.start()));
    const trigger = "SELECT 1 FROM pg_trigger WHERE tgname = 'lumenflow_keep_place'";
    expect(await sql(backend.url, trigger)).toHaveLength(1);
    const claim = "SELECT 1 FROM pg_proc WHERE proname = 'move_to_active' AND prosrc ~ $1";
    expect(await sql(backend.url, claim, ["process_at_ms FOR UPDATE SKIP LOCKED"])).toHaveLength(1);
    await Promise.all(all.map((queues) => queues.stop()));
  });

  test("a process does not start without its Postgres", async () => {
    const { backend } = await server().fresh();
    const url = new URL(backend.url);
    url.port = "1";
    const logger = createLogger({ name: "test", level: "silent" });
    const queues = createQueues({ backend: { kind: "postgres", url: url.toString() }, logger });
    await expect(queues.start()).rejects.toThrow(QueueUnavailable);
    await queues.stop();
  });

  test("workers share one listening connection, however many partitions there are", async () => {
    const { backend, queues, running } = await setup(server());
    const ran = new Set<number>();
    for (const partition of partitionsOf({ epoch: 1, count: 16 })) {
      const handler = async () => {
        ran.add(partition.index);
        return done();
      };
      await running(queues.worker(storeUpdates, handler, { partition }));
    }
    for (const partition of partitionsOf({ epoch: 1, count: 16 })) {
      await queues.enqueue(storeUpdates, batch(`p${partition.index}`), partition);
    }
    await eventually(() => ran.size === 16);
    const listening = await sql(
      backend.url,
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
         AND pid <> pg_backend_pid() AND query ~ 'LISTEN bullmq_jobs'`,
    );
    expect(listening).toHaveLength(1);
  });
}

describe("the queue on Postgres", () => conformance(postgresServer, startingTogether));
