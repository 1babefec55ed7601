/** Hands the updates of one answer to the queue and says what may be confirmed: all of it, or nothing. */
import { type Intake, textToUpdate } from "@lumenflow/inbound";
import { maxBatchBytes } from "@lumenflow/jobs";
import type { Logger } from "@lumenflow/runtime";
import type { PollingMetrics } from "./metrics.ts";

export type Handed =
  /** Everything is durable: the offset for the next call, none where there was nothing. */
  | { readonly kind: "durable"; readonly confirm: string | undefined }
  /** The queue did not take it all: the same updates come again. */
  | { readonly kind: "not-durable"; readonly waitMs: number };

export type HandOn = (texts: readonly string[]) => Promise<Handed>;

const firstWaitMs = 250;
const longestWaitMs = 5_000;

/**
 * For one run of one connection. As with webhooks, one update of a chat is on its way at a time: were
 * one refused and the next one taken, the second would be stored first.
 */
export function createHandOn(deps: {
  readonly connection: Parameters<Intake>[0];
  readonly intake: Intake;
  readonly metrics: Pick<PollingMetrics, "updates">;
  readonly logger: Logger;
}): HandOn {
  const { connection, intake, metrics, logger } = deps;
  let waitMs = firstWaitMs;

  return async function handOn(texts) {
    let confirm: bigint | undefined;
    const taken: Promise<void>[] = [];
    const lanes = new Map<string, Promise<void>>();
    for (const text of texts) {
      const update = textToUpdate(text);
      if ("fault" in update) {
        // Telegram cannot have sent it. It goes when the updates after it are confirmed.
        logger.error({ fault: update.fault }, "left out what getUpdates gave");
        continue;
      }
      const next = BigInt(update.updateId) + 1n;
      if (confirm === undefined || next > confirm) confirm = next;
      // Beyond Telegram's own bound of 512 KiB, and what no queue takes would hold up all others.
      if (update.bytes > maxBatchBytes) {
        logger.error({ updateId: update.updateId, bytes: update.bytes }, "left out a huge update");
        continue;
      }
      const before = lanes.get(update.chatLane);
      const given = () => intake(connection, update);
      const mine = before === undefined ? given() : before.then(given);
      lanes.set(update.chatLane, mine);
      taken.push(mine);
    }
    // Also after a refusal: nothing may still be on its way when the same updates come again.
    const settled = await Promise.allSettled(taken);
    const refused = settled.some(({ status }) => status === "rejected");
    const nothingReadable = texts.length > 0 && confirm === undefined;
    if (refused || nothingReadable) {
      const wait = waitMs;
      waitMs = Math.min(longestWaitMs, 2 * waitMs);
      return { kind: "not-durable", waitMs: wait };
    }
    waitMs = firstWaitMs;
    metrics.updates.inc(taken.length);
    return { kind: "durable", confirm: confirm?.toString() };
  };
}
