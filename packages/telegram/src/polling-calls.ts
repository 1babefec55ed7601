/** The typed call that asks for updates where no webhook is set. */
import type { Answer, CallOptions } from "./answer.ts";
import { elementTexts } from "./element-texts.ts";
import { type Envelope, readEnvelope } from "./envelope.ts";

export interface GetUpdates {
  /**
   * The lowest update id wanted: every lower one counts as received and is not given again. Without
   * it nothing is confirmed and the oldest come first. A decimal text, since it may exceed 2^53.
   */
  readonly offset?: string | undefined;
  /** 1–100. */
  readonly limit: number;
  /** How long Telegram holds an answer without updates, in seconds, 0–50; below the call's own time. */
  readonly timeoutSeconds: number;
  /** As `wantedAllowedUpdates` gives them: explicit, never empty. */
  readonly allowedUpdates: readonly string[];
}

export interface PollingCalls {
  /** The updates as Telegram wrote them, oldest first: JSON texts, exact to the digit. */
  getUpdates(request: GetUpdates, options?: CallOptions): Promise<Answer<readonly string[]>>;
}

/** Reads an answer's body in place of `readEnvelope`; throws where it is not Telegram's answer. */
export type ReadAnswer = (status: number, body: string) => Envelope;

type CallReading = (
  method: string,
  params: Readonly<Record<string, unknown>>,
  options: CallOptions | undefined,
  read: ReadAnswer,
) => Promise<Answer<readonly string[]>>;

export function pollingCalls(call: CallReading): PollingCalls {
  return {
    getUpdates: (request, options) =>
      call(
        "getUpdates",
        {
          offset: request.offset,
          limit: request.limit,
          timeout: request.timeoutSeconds,
          allowed_updates: request.allowedUpdates,
        },
        options,
        readUpdates,
      ),
  };
}

/** A yes with a list keeps its elements as texts; everything else is read as any answer is. */
function readUpdates(status: number, body: string): Envelope {
  const texts = status >= 200 && status < 300 ? resultTexts(body) : null;
  if (texts !== null) return { ok: true, result: texts };
  const envelope = readEnvelope(status, body);
  if (!envelope.ok) return envelope;
  throw new Error("The server said yes, but not in the shape the Bot API documents.");
}

function resultTexts(body: string): string[] | null {
  try {
    return elementTexts(body, "result");
  } catch {
    // Not JSON: `readEnvelope` says so, without quoting it.
    return null;
  }
}
