/** A process of its own that works on one partition and asks its parent before finishing each job. */
import { once } from "node:events";
import { done, storeUpdates } from "@lumenflow/jobs";
import { type Backend, createQueues } from "@lumenflow/queue";
import { createLogger } from "@lumenflow/runtime";

const [backend, prefix] = JSON.parse(process.argv[2] ?? "") as [Backend, string];
const queues = createQueues({
  backend,
  prefix,
  logger: createLogger({ name: "child", level: "silent" }),
});
const worker = queues.worker(
  storeUpdates,
  async ({ updates }) => {
    const answer = once(process, "message");
    process.send?.({ started: updates.map(({ body }) => body) });
    await answer;
    return done();
  },
  { partition: { epoch: 1, index: 0 } },
);
await queues.start();
await worker.start();
process.once("disconnect", () => process.exit());
process.send?.({ ready: true });
