/** The delivering half of the dispatcher: an actor per endpoint, one agent for all of their requests. */
import type { Database, Listener } from "@lumenflow/db";
import { createAddressRules, createGuardedAgent, type Lookup } from "@lumenflow/egress";
import { deliverEvents } from "@lumenflow/jobs";
import type { Queues } from "@lumenflow/queue";
import type { Component, Keyring, Logger, Metrics } from "@lumenflow/runtime";
import { createAlarm } from "./deliver/alarm.ts";
import { createDeliveryMetrics } from "./deliver/metrics.ts";
import { createOwners } from "./deliver/owners.ts";
import { createPost } from "./deliver/post.ts";
import { defaultSchedule, type RetrySchedule } from "./deliver/schedule.ts";
import { createStatements } from "./deliver/statements.ts";
import { createDeliverEvents } from "./deliver-events.ts";

export interface DelivererDeps {
  readonly database: Pick<Database, "deliveries">;
  readonly queues: Pick<Queues, "worker" | "ringAll">;
  readonly listener: Pick<Listener, "on">;
  readonly keyring: Pick<Keyring, "open">;
  readonly metrics: Pick<Metrics, "counter" | "gauge" | "histogram">;
  readonly logger: Logger;
  readonly delivery: DeliveryOptions;
}

export interface DeliveryOptions {
  /** `LUMENFLOW_ENDPOINT_NETWORKS`: what endpoints may have although it is not public. */
  readonly networks: readonly string[];
  /** Twelve attempts within three days unless given. */
  readonly schedule?: RetrySchedule | undefined;
  /** For a whole request, in milliseconds; 15 s unless given. */
  readonly timeoutMs?: number | undefined;
  /** The system's resolver unless given. */
  readonly lookup?: Lookup | undefined;
}

/** Endpoints that one process serves at the same time: each has a slot while it is awake. */
const endpointsAtOnce = 1_000;
const defaultTimeoutMs = 15_000;
const connectTimeoutMs = 10_000;

export function createDeliverer(deps: DelivererDeps): Component[] {
  const { database, queues, logger, delivery, keyring } = deps;
  const { networks, lookup, schedule = defaultSchedule, timeoutMs = defaultTimeoutMs } = delivery;
  const agent = createGuardedAgent({
    rules: createAddressRules(networks),
    lookup,
    connectTimeoutMs: Math.min(connectTimeoutMs, timeoutMs),
  });
  const alarm = createAlarm({ queues, logger });
  const owners = createOwners(deps.listener, alarm.wake);
  const handler = createDeliverEvents({
    database,
    owners,
    keyring,
    schedule,
    statements: createStatements({ deliveries: database.deliveries, logger }),
    post: createPost({ agent, timeoutMs }),
    metrics: createDeliveryMetrics(deps.metrics, owners.awake),
  });
  const connections: Component = {
    name: "endpoint-connections",
    start: async () => undefined,
    stop: () => agent.destroy(),
  };
  const bells: Component = {
    name: "endpoint-alarm",
    start: async () => undefined,
    stop: async () => alarm.stop(),
  };
  return [
    connections,
    bells,
    queues.worker(deliverEvents, handler, { concurrency: endpointsAtOnce }),
  ];
}
