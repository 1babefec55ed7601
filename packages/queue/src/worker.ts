/** A component that runs a job's handler on one queue. */
import type { JobDeclaration } from "@lumenflow/jobs";
import type { Component, Logger } from "@lumenflow/runtime";
import { createProcessor } from "./attempts.ts";
import type { BullWorker, Driver } from "./driver.ts";
import type { ErrorLog } from "./error-log.ts";
import { type Leases, watchLeases } from "./leases.ts";
import type { Observer } from "./observer.ts";
import { retryDelayOf } from "./settle.ts";
import type { Handler } from "./types.ts";

export interface WorkerDeps<P> {
  readonly driver: Driver;
  readonly declaration: JobDeclaration<P>;
  readonly queueName: string;
  readonly handler: Handler<P>;
  readonly concurrency: number;
  readonly othersWaiting: () => Promise<boolean>;
  readonly observer: Observer;
  readonly errors: ErrorLog;
  readonly logger: Logger;
}

export function createWorker<P>(deps: WorkerDeps<P>): Component {
  const { driver, declaration, queueName, errors } = deps;
  const exclusive = declaration.kind === "partitioned";
  let worker: BullWorker | undefined;
  let leases: Leases | undefined;
  let unsubscribe: (() => void) | undefined;
  let stopped: Promise<void> | undefined;

  function begin(): BullWorker {
    const made = driver.worker(queueName, (job, token) => process(job, token), {
      concurrency: deps.concurrency,
      // A partition's bystander is told nothing when the one that works leaves: it looks.
      drainDelaySeconds: exclusive ? 1 : 5,
      retryDelayOf,
      exclusive,
    });
    made.on("error", (error) => errors.report(error, declaration.name));
    const watched = watchLeases(made);
    leases = watched;
    const process = createProcessor({ ...deps, leases: watched });
    return made;
  }

  return {
    name: `worker ${queueName}`,

    async start() {
      const begun = begin();
      worker = begun;
      const reassert = () => begun.getBackend().setQueueMeta({ concurrency: 1 });
      if (exclusive) {
        unsubscribe = driver.onReconnect(() => {
          reassert().catch((error: unknown) => errors.report(error, declaration.name));
        });
      }
      // Not awaited: while the backend is away these wait, and the process serves what it can.
      void (async () => {
        if (exclusive) await reassert();
        await begun.run();
      })().catch((error: unknown) => errors.report(error, declaration.name));
    },

    async stop() {
      stopped ??= (async () => {
        unsubscribe?.();
        leases?.stop();
        await worker?.close();
      })();
      await stopped;
    },
  };
}
