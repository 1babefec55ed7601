/** Delivers one bot's updates to its webhook: every queue strictly in order, queues side by side. */
import { setMaxListeners } from "node:events";
import type { Clock } from "../clock.ts";
import type { Journal } from "../journal.ts";
import type { Params } from "../params/params.ts";
import { paramsFrom } from "../params/read-params.ts";
import type { Webhook } from "../state/types.ts";
import type { QueuedUpdate, Updates } from "../updates/updates.ts";
import { createConnections } from "./connections.ts";
import { type DeliveryResult, deliver } from "./deliver.ts";
import { freshRetry, nextRetry, type RetryState, readRetryAfter } from "./retry.ts";

export interface WebhookWorker {
  /** Looks whether something can be sent now. */
  wake(): void;
  /** Cuts off what is under way; its updates stay queued. */
  stop(): void;
}

export interface WorkerDeps {
  botId: number;
  webhook: Webhook;
  updates: Updates;
  clock: Clock;
  journal: Journal;
  /** Milliseconds without progress; Telegram waits 60 s. */
  timeoutMs: () => number;
  /** A 2xx response that names a method. */
  onReply(params: Params): void;
  onError(message: string): void;
  /** The endpoint has said 410 for more than 23 hours. */
  onGone(): void;
}

/** A queue that is loaded: its head is in flight, or waits for its next attempt. */
interface Lane {
  head: QueuedUpdate | undefined;
  retry: RetryState;
  notBefore: number;
  busy: boolean;
}

const GONE_AFTER_MS = 23 * 3_600_000;

export function createWebhookWorker(deps: WorkerDeps): WebhookWorker {
  const { botId, webhook, updates, clock, journal } = deps;
  const connections = createConnections({ url: webhook.url, max: webhook.maxConnections, clock });
  const stopped = new AbortController();
  setMaxListeners(0, stopped.signal);
  const loaded = new Map<string, Lane>();
  let inFlight = 0;
  let goneSince: number | undefined;
  let cancelTimer = () => {};

  /** Only 2·max_connections queues are looked at: that many failing heads stall the whole webhook. */
  function load(): void {
    const queues = updates.lanes(botId);
    for (const id of loaded.keys()) {
      if (!queues.has(id) && !loaded.get(id)?.busy) loaded.delete(id);
    }
    for (const id of queues.keys()) {
      if (loaded.size >= 2 * webhook.maxConnections) break;
      if (!loaded.has(id)) {
        loaded.set(id, { head: undefined, retry: freshRetry, notBefore: 0, busy: false });
      }
    }
  }

  function headOf(id: string, lane: Lane): QueuedUpdate | undefined {
    for (const update of updates.lanes(botId).get(id)?.values() ?? []) {
      if (update.expiresAt >= clock.now()) {
        if (lane.head !== update) {
          // Delays belong to an update, not to its queue.
          lane.head = update;
          lane.retry = freshRetry;
          lane.notBefore = 0;
        }
        return update;
      }
      updates.remove(update);
    }
    return undefined;
  }

  function wake(): void {
    cancelTimer();
    let next = Number.POSITIVE_INFINITY;
    load();
    for (const [id, lane] of loaded) {
      if (stopped.signal.aborted) return;
      if (lane.busy) continue;
      const update = headOf(id, lane);
      if (!update) continue;
      const at = Math.max(lane.notBefore, connections.freeAt(inFlight));
      if (at <= clock.now()) void send(lane, update);
      else next = Math.min(next, at);
    }
    cancelTimer = Number.isFinite(next) ? clock.at(next, wake) : () => {};
  }

  async function send(lane: Lane, update: QueuedUpdate): Promise<void> {
    connections.take(inFlight);
    inFlight++;
    lane.busy = true;
    const timeMs = Date.now();
    const result = await deliver({
      webhook,
      body: update.text,
      agent: connections.agent,
      timeoutMs: deps.timeoutMs(),
      signal: stopped.signal,
    });
    inFlight--;
    lane.busy = false;
    if (stopped.signal.aborted) return;
    const { outcome, waitMs } = settle(lane, update, result);
    journal.delivery({
      at: new Date(timeMs).toISOString(),
      timeMs,
      durationMs: Date.now() - timeMs,
      botId: String(botId),
      updateId: String(update.updateId),
      kind: update.kind,
      queueId: update.queueId,
      attempt: lane.retry.failures + (outcome === "delivered" ? 1 : 0),
      status: result.kind === "response" ? result.status : null,
      error: result.kind === "failure" ? result.message : undefined,
      nextAttemptInMs: waitMs,
      outcome,
    });
    wake();
  }

  function settle(lane: Lane, update: QueuedUpdate, result: DeliveryResult) {
    const status = result.kind === "response" ? result.status : 0;
    watchForGone(result);
    if (result.kind === "response" && status >= 200 && status < 300) {
      connections.succeeded();
      updates.remove(update);
      void readReply(result.contentType, result.body);
      return { outcome: "delivered" as const, waitMs: null };
    }
    if (result.kind === "response") {
      deps.onError(`Wrong response from the webhook: ${status} ${result.reason}`.trimEnd());
    } else if (result.recorded) {
      deps.onError(result.message);
    }
    const retryAfter = result.kind === "response" ? readRetryAfter(result.retryAfter) : undefined;
    const { waitSeconds, state } = nextRetry(lane.retry, retryAfter);
    lane.retry = state;
    lane.notBefore = clock.now() + waitSeconds * 1_000;
    if (lane.notBefore <= update.expiresAt) {
      return { outcome: "retry" as const, waitMs: waitSeconds * 1_000 };
    }
    updates.remove(update);
    return { outcome: "dropped" as const, waitMs: null };
  }

  function watchForGone(result: DeliveryResult): void {
    if (result.kind !== "response") return;
    if (result.status !== 410) {
      goneSince = undefined;
      return;
    }
    goneSince ??= clock.now();
    if (clock.now() - goneSince > GONE_AFTER_MS) deps.onGone();
  }

  async function readReply(contentType: string, body: Buffer): Promise<void> {
    if (body.length === 0) return;
    const params = await paramsFrom(new URLSearchParams(), contentType, body).catch(
      () => undefined,
    );
    if (params?.text("method")) deps.onReply(params);
  }

  return {
    wake,
    stop() {
      stopped.abort();
      cancelTimer();
      connections.close();
    },
  };
}
