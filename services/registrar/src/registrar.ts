/** Builds the registrar: the workers of registrations and of polls, and a look at start for what is out of place. */
import type { Database, Listener } from "@lumenflow/db";
import { createIntake } from "@lumenflow/inbound";
import { convergeRegistration, pollUpdates } from "@lumenflow/jobs";
import { type Queues, ringAfterCommit } from "@lumenflow/queue";
import { webhookPath } from "@lumenflow/registration";
import type { Component, Logger, Metrics, Role } from "@lumenflow/runtime";
import { createTransport } from "@lumenflow/telegram";
import type { ConvergeDeps } from "./converge-deps.ts";
import { convergeRegistration as handle } from "./converge-registration.ts";
import { createPollUpdates } from "./poll-updates.ts";
import { createPollingMetrics } from "./polling/metrics.ts";
import { createPollers } from "./polling/pollers.ts";
import { defaultPatience, type Patience } from "./polling/troubles.ts";

export interface RegistrarDeps extends Omit<ConvergeDeps, "database" | "queues"> {
  readonly database: Pick<
    Database,
    | "checks"
    | "connections"
    | "credentials"
    | "partitions"
    | "polling"
    | "receiving"
    | "registrations"
  >;
  readonly queues: Pick<Queues, "enqueue" | "worker" | "ringAll">;
  readonly listener: Pick<Listener, "on">;
  readonly metrics: Pick<Metrics, "counter" | "gauge" | "histogram">;
  readonly logger: Logger;
  /** How polling takes failures; some minutes' worth unless given. */
  readonly patience?: Partial<Patience> | undefined;
}

/** Each run is a few calls to Telegram: waiting, not work. */
const concurrency = 20;
/** Bots that this process polls at the same time; beyond, they take turns. */
const pollers = 1_000;

export function createRegistrar(deps: RegistrarDeps): Role {
  const { queues } = deps;
  const registrations = queues.worker(
    convergeRegistration,
    (payload, context) => handle(payload, context, deps),
    { concurrency },
  );
  return {
    name: "registrar",
    components: [registrations, ...polling(deps), registerElsewhere(deps)],
    checks: [],
  };
}

/** Telegram holds an answer up to 50 s; the shutdown needs not wait for it, but a dead line is noticed. */
const longestHoldSeconds = 50;
/** What Telegram may take beyond that to answer. */
const answerMs = 10_000;

function polling(deps: RegistrarDeps): Component[] {
  const { database, queues, listener, logger } = deps;
  const metrics = createPollingMetrics(deps.metrics);
  const owned = createPollers({ polling: database.polling, listener, metrics });
  // Every poll holds a connection of its own nearly all the time.
  const transport = createTransport({ connections: pollers, maxAnswerBytes: 8 * 1024 * 1024 });
  const holdSeconds = Math.min(longestHoldSeconds, Math.floor(deps.telegramTimeoutMs / 1_000));
  // The way into the partitions' queues, as the webhook route has it.
  const { intakeAll, component } = createIntake({
    partitions: database.partitions,
    queues,
    metrics: { flushed: (updates) => metrics.batches.observe(updates) },
    logger,
  });
  const handler = createPollUpdates({
    ...deps,
    transport,
    telegramTimeoutMs: holdSeconds * 1_000 + answerMs,
    pollers: owned,
    intakeAll,
    holdSeconds,
    patience: { ...defaultPatience, ...deps.patience },
    metrics,
  });
  const connections: Component = {
    name: "polling-connections",
    async start() {},
    stop: () => transport.close(),
  };
  const worker = queues.worker(pollUpdates, handler, { concurrency: pollers });
  logger.debug({ holdSeconds }, "polling");
  return [connections, component, owned, worker];
}

/** Makes due and rings for what is registered at another origin than today's, or nowhere. */
function registerElsewhere({ database, queues, webhookOrigin, logger }: RegistrarDeps): Component {
  return {
    name: "register-elsewhere",
    async start() {
      const origins = [webhookOrigin({ sandbox: false }), webhookOrigin({ sandbox: true })];
      const urls = origins.flatMap((origin) => (origin === null ? [] : [origin + webhookPath]));
      // Where only some bots have an origin, each that is polled is looked at.
      const polling = urls.length === 0;
      const ids = await database.registrations.dueUnlessAt(urls, polling);
      if (ids.length === 0) return;
      logger.info({ connections: ids.length }, "registering connections anew");
      await ringAfterCommit(
        { queues, logger },
        convergeRegistration,
        ids.map((connectionId) => ({ connectionId })),
      );
    },
    async stop() {},
  };
}
