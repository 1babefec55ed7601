/** Hands the updates of one answer to the queue and says what may be confirmed: all of it, or nothing. */
import { type IntakeAll, type ReceivedBody, textToUpdate } from "@lumenflow/inbound";
import { maxBatchBytes } from "@lumenflow/jobs";
import { describeError, type Logger } from "@lumenflow/runtime";
import type { PollingMetrics } from "./metrics.ts";

export type Handed =
  /** Everything is durable: the offset for the next call, none where there was nothing. */
  | { readonly kind: "durable"; readonly confirm: string | undefined }
  /** The queue did not take it all: the same updates come again. */
  | { readonly kind: "not-durable"; readonly waitMs: number };

export type HandOn = (texts: readonly string[]) => Promise<Handed>;

const firstWaitMs = 250;
const longestWaitMs = 5_000;

/** For one run of one connection. */
export function createHandOn(deps: {
  readonly connection: Parameters<IntakeAll>[0];
  readonly intakeAll: IntakeAll;
  readonly metrics: Pick<PollingMetrics, "updates">;
  readonly logger: Logger;
}): HandOn {
  const { connection, intakeAll, metrics, logger } = deps;
  let waitMs = firstWaitMs;

  function notDurable(error: unknown): Handed {
    logger.warn({ err: describeError(error) }, "updates are not confirmed and come again");
    const wait = waitMs;
    waitMs = Math.min(longestWaitMs, 2 * waitMs);
    return { kind: "not-durable", waitMs: wait };
  }

  /** Telegram cannot have sent it; it goes when updates after it are confirmed. */
  function isReadable(update: ReturnType<typeof textToUpdate>): update is ReceivedBody {
    if (!("fault" in update)) return true;
    logger.error({ fault: update.fault }, "left out what getUpdates gave");
    return false;
  }

  /** Beyond Telegram's own bound of 512 KiB. What no queue takes would hold up all others. */
  function isOfUse({ bytes, updateId }: ReceivedBody): boolean {
    if (bytes <= maxBatchBytes) return true;
    logger.error({ updateId, bytes }, "left out a huge update");
    return false;
  }

  return async function handOn(texts) {
    const read = texts.map(textToUpdate).filter(isReadable);
    if (texts.length > 0 && read.length === 0) {
      return notDurable(new Error("getUpdates gave nothing that is an update"));
    }
    const bodies = read.filter(isOfUse);
    try {
      if (bodies.length > 0) await intakeAll(connection, bodies);
    } catch (error) {
      return notDurable(error);
    }
    waitMs = firstWaitMs;
    metrics.updates.inc(bodies.length);
    return { kind: "durable", confirm: offsetAfter(read) };
  };
}

/** Above the highest id: an answer is in the order of ids, but nothing depends on it. */
function offsetAfter(updates: readonly ReceivedBody[]): string | undefined {
  let above: bigint | undefined;
  for (const { updateId } of updates) {
    const next = BigInt(updateId) + 1n;
    if (above === undefined || next > above) above = next;
  }
  return above?.toString();
}
