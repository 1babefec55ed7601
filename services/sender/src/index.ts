/** The sender: drains every connection's outbox under Telegram's limits, and answers who presses a card. */
import type { Database, Listener } from "@lumenflow/db";
import { answerApprovers, drainOutbox } from "@lumenflow/jobs";
import { type Queues, ringAfterCommit } from "@lumenflow/queue";
import type { Component, Keyring, Logger, Metrics, Role } from "@lumenflow/runtime";
import {
  type ApiRoots,
  createTransport,
  defaultPacing,
  type PacingLimits,
} from "@lumenflow/telegram";
import pLimit from "p-limit";
import { createAnswerApprovers } from "./answer-approvers.ts";
import { createClaims } from "./claims.ts";
import { createDrainOutbox } from "./drain-outbox.ts";
import { createSenderMetrics } from "./metrics.ts";
import { createOwners } from "./owners.ts";
import { createResults } from "./results.ts";

export interface SenderDeps {
  readonly database: Database;
  readonly queues: Queues;
  readonly listener: Listener;
  readonly keyring: Pick<Keyring, "open">;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Asked when it is needed: where the sandbox answers may be known only once the server listens. */
  readonly roots: () => ApiRoots;
  /** Milliseconds that a call to Telegram may take. */
  readonly telegramTimeoutMs: number;
  /** What Telegram documents unless given. */
  readonly limits?: PacingLimits | undefined;
  /** Connections that this process serves at the same time. */
  readonly concurrency?: number | undefined;
}

/** To Telegram's server, at most. */
const connections = 512;

export function createSender(deps: SenderDeps): Role {
  const { database, queues, listener, logger, keyring } = deps;
  const metrics = createSenderMetrics(deps.metrics);
  const claims = createClaims(database.outbox);
  const owners = createOwners({
    outbox: database.outbox,
    listener,
    metrics,
    ring: (connectionId) => ringAfterCommit({ queues, logger }, drainOutbox, [{ connectionId }]),
    now: () => performance.now(),
  });
  const transport = createTransport({ connections });
  const handler = createDrainOutbox({
    database,
    owners,
    claims,
    results: createResults({ database, logger }),
    keyring,
    transport,
    whenFree: pLimit(connections),
    roots: deps.roots,
    telegramTimeoutMs: deps.telegramTimeoutMs,
    limits: deps.limits ?? defaultPacing,
    metrics,
  });
  const answering = createAnswerApprovers({ ...deps, transport });
  const telegram: Component = {
    name: "telegram-connections",
    start: () => claims.warm(),
    stop: () => transport.close(),
  };
  return {
    name: "sender",
    components: [
      telegram,
      owners,
      queues.worker(drainOutbox, handler, { concurrency: deps.concurrency ?? 1_000 }),
      queues.worker(answerApprovers, answering, { concurrency: 50 }),
    ],
    checks: [],
  };
}
