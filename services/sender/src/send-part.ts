/** Makes the one Bot API call of a claimed part and says what came of it. */
import type { ClaimedPart, Repositories } from "@lumenflow/db";
import type { Logger } from "@lumenflow/runtime";
import { type BotApi, classify, type Outcome } from "@lumenflow/telegram";
import type { SenderMetrics } from "./metrics.ts";
import { openPartFiles } from "./part-files.ts";

export interface Sent {
  readonly outcome: Outcome;
  /** Telegram's error code, where it gave one. */
  readonly errorCode?: number | undefined;
}

/** `beginBy`: see `CallOptions`. */
export type SendPart = (part: ClaimedPart, beginBy: number) => Promise<Sent>;

export function createSendPart(deps: {
  readonly api: Pick<BotApi, "call">;
  readonly uploads: Pick<Repositories["uploads"], "chunk">;
  readonly logger: Logger;
  readonly metrics: SenderMetrics;
}): SendPart {
  const { api, uploads, logger, metrics } = deps;
  return async (part, beginBy) => {
    const { files, fault } = openPartFiles(uploads, part);
    const answer = await api.call(part.method, part.payload, { files, beginBy });
    const unusable = fault();
    const outcome =
      unusable === undefined ? classify({ method: part.method, answer }) : bytesUnusable(unusable);
    metrics.attempts.inc({ outcome: outcome.class });
    metrics.duration.observe(answer.elapsedMs / 1_000);
    logger.info(
      {
        messageId: part.messageId,
        partId: part.partId,
        attempt: part.attempt,
        outcome: outcome.class,
        code: outcome.code,
        durationMs: answer.elapsedMs,
        nextDelayMs:
          outcome.class === "rate_limited" ? outcome.retryAfterSeconds * 1_000 : undefined,
      },
      "attempt",
    );
    return { outcome, errorCode: answer.kind === "refused" ? answer.code : undefined };
  };
}

/** The request never became whole (readBack), so nothing was sent, and trying again changes nothing. */
function bytesUnusable(description: string): Outcome {
  const remedy = "Ask to send it again, with its file.";
  return { class: "failed_message", code: "file_unusable", description, remedy };
}
