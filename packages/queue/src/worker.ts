/** A component that runs a job's handler on one queue. */
import { setTimeout as delay } from "node:timers/promises";
import type { JobDeclaration } from "@lumenflow/jobs";
import type { Component, Logger } from "@lumenflow/runtime";
import { createProcessor } from "./attempts.ts";
import { type CompanionsDeps, createCompanions } from "./companions.ts";
import { within } from "./deadline.ts";
import type { BullWorker, Driver } from "./driver.ts";
import type { ErrorLog } from "./error-log.ts";
import { type Leases, watchLeases } from "./leases.ts";
import type { Observer } from "./observer.ts";
import { retryDelayOf } from "./settle.ts";
import type { Handler } from "./types.ts";

/** How long finished work may take to be settled with a backend that may be away. */
const settlingMs = 2_000;

const againMs = 1_000;

/** Jobs fetched ahead of those that run. */
const headway = 64;

export interface WorkerDeps<P> {
  readonly driver: Driver;
  readonly declaration: JobDeclaration<P>;
  readonly queueName: string;
  readonly handler: Handler<P>;
  readonly concurrency: number;
  readonly othersWaiting: () => Promise<boolean>;
  /** The first jobs that wait. */
  readonly waiting: CompanionsDeps<P>["waiting"];
  /** Takes first ones off. */
  readonly drop: CompanionsDeps<P>["drop"];
  readonly observer: Observer;
  readonly errors: ErrorLog;
  readonly logger: Logger;
}

export function createWorker<P>(deps: WorkerDeps<P>): Component {
  const { driver, declaration, queueName, errors, logger } = deps;
  const exclusive = declaration.kind === "partitioned";
  const companions =
    declaration.kind === "partitioned"
      ? createCompanions({ declaration, waiting: deps.waiting, drop: deps.drop })
      : undefined;
  let worker: BullWorker | undefined;
  let leases: Leases | undefined;
  let unsubscribe: (() => void) | undefined;
  let stopped: Promise<void> | undefined;
  const inHand = new Set<Promise<unknown>>();

  /**
   * BullMQ fetches jobs one by one until its concurrency is reached and only then starts the first:
   * of a thousand, some would have lost their leases by then. So it is allowed a few at a time.
   */
  function pace(): void {
    if (worker !== undefined)
      worker.concurrency = Math.min(deps.concurrency, inHand.size + headway);
  }

  const handler: Handler<P> = (payload, context) => {
    const begun = (async () => deps.handler(payload, context))();
    const run = begun.finally(() => {
      inHand.delete(run);
      pace();
    });
    inHand.add(run);
    pace();
    return run;
  };

  /** A job that waits while a slot is free is on its way to it: nobody need make room. */
  const othersWaiting = async () => inHand.size >= deps.concurrency && deps.othersWaiting();

  function begin(): BullWorker {
    const made = driver.worker(queueName, (job, token) => process(job, token), {
      concurrency: Math.min(deps.concurrency, headway),
      retryDelayOf,
      exclusive,
    });
    made.on("error", (error) => errors.report(error, declaration.name));
    made.on("drained", () => companions?.drained());
    const watched = watchLeases(made);
    leases = watched;
    const process = createProcessor({
      ...deps,
      handler,
      othersWaiting,
      leases: watched,
      companions,
    });
    return made;
  }

  function limitToOne(begun: BullWorker): Promise<unknown> {
    return begun.getBackend().setQueueMeta({ concurrency: 1 });
  }

  /** Ends when the worker closes. */
  async function work(begun: BullWorker): Promise<void> {
    while (stopped === undefined) {
      try {
        if (exclusive) await limitToOne(begun);
        await begun.run();
      } catch (error) {
        errors.report(error, declaration.name);
        await delay(againMs, undefined, { ref: false });
      }
    }
  }

  return {
    name: `worker ${queueName}`,

    async start() {
      const begun = begin();
      worker = begun;
      if (exclusive) {
        unsubscribe = driver.onReconnect(() => {
          limitToOne(begun).catch((error: unknown) => errors.report(error, declaration.name));
        });
      }
      // Not awaited: while the backend is away it waits, and the process serves what it can.
      void work(begun);
    },

    async stop() {
      stopped ??= (async () => {
        unsubscribe?.();
        leases?.stop();
        const closing = worker?.close() ?? Promise.resolve();
        while (inHand.size > 0) await Promise.allSettled(inHand);
        // BullMQ waits for a backend that is away; the lapsing leases tell it the same later.
        await within(settlingMs, "not settled", closing).catch((error: unknown) =>
          logger.warn({ err: error, queue: queueName }, "worker left without settling"),
        );
      })();
      await stopped;
    },
  };
}
