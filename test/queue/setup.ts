/** What a conformance test starts from: queues on a backend of their own, and the lines they log. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Backend, createQueues, type Queues } from "@lumenflow/queue";
import { type Component, createLogger } from "@lumenflow/runtime";
import { onTestFinished } from "vitest";
import type { TestServer } from "./servers.ts";

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface Setup {
  readonly backend: Backend;
  readonly queues: Queues;
  readonly lines: LogLine[];
  /** More queues on the same backend, as another process would have them. */
  another(): Promise<Queues>;
  /** Starts a worker that stops with the test. */
  running(worker: Component): Promise<Component>;
  /** A process that works on partition 1-0 and reports the batches it starts. */
  child(onStarted: (bodies: string[], child: ChildProcess) => void): Promise<ChildProcess>;
}

export async function setup(server: TestServer): Promise<Setup> {
  const { backend, prefix } = await server.fresh();
  const lines: LogLine[] = [];
  const logger = createLogger({
    name: "test",
    level: "info",
    destination: { write: (line: string) => lines.push(JSON.parse(line) as LogLine) },
  });
  async function started(): Promise<Queues> {
    const queues = createQueues({ backend, prefix, logger });
    await queues.start();
    onTestFinished(() => queues.stop());
    return queues;
  }
  const queues = await started();
  return {
    backend,
    queues,
    lines,
    another: started,
    async running(worker) {
      await worker.start();
      onTestFinished(() => worker.stop());
      return worker;
    },
    async child(onStarted) {
      const child = fork(
        join(import.meta.dirname, "partition-child.ts"),
        [JSON.stringify([backend, prefix])],
        { execArgv: [] },
      );
      onTestFinished(() => void child.kill("SIGKILL"));
      const [first] = (await once(child, "message")) as [{ ready?: boolean }];
      if (first.ready !== true) throw new Error("the child did not start");
      child.on("message", (message: { started: string[] }) => onStarted(message.started, child));
      return child;
    },
  };
}
