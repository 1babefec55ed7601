/** Maps every answer of the Bot API, and the lack of one, to what it means: one pure function. */
import type { Answer } from "./answer.ts";
import { catalogue } from "./catalogue.ts";
import { ruleOfCode } from "./code-rules.ts";
import { idOf } from "./exact-json.ts";
import { changesMessages, mayRepeat, messageIdsOf, returnsMessages } from "./methods.ts";
import type { Outcome } from "./outcome.ts";

export interface Call {
  readonly method: string;
  readonly answer: Answer;
}

/** Where a 429 does not say how long to wait; the server itself uses 60 for its own limits. */
const DEFAULT_WAIT_SECONDS = 60;
/** Waits up to 10 072 s have been seen; a day is the most we believe. */
const MAX_WAIT_SECONDS = 86_400;
/** Query.h 246. */
const RESTART_WAIT_SECONDS = 5;

/**
 * What an answer means. Descriptions are matched without regard to case and by their substrings,
 * since they change over the years; what no row knows falls back to its code.
 */
export function classify({ method, answer }: Call): Outcome {
  const outcome = outcomeOf(method, answer);
  if (outcome.class !== "uncertain" || !mayRepeat(method)) return outcome;
  // Doing it twice is the same as doing it once: no doubt is worth a person's time.
  const { known: _known, ...meaning } = outcome;
  const remedy = "It will be tried again by itself.";
  return { ...meaning, class: "not_delivered_retry", remedy };
}

function outcomeOf(method: string, answer: Answer): Outcome {
  switch (answer.kind) {
    case "ok":
      return ofYes(method, answer);
    case "refused":
      return ofNo(method, answer);
    case "unknown":
      return ofSilence(answer);
  }
}

function ofYes(method: string, { result, elapsedMs }: Extract<Answer, { kind: "ok" }>): Outcome {
  const messageIds = messageIdsOf(result);
  if (returnsMessages(method) && messageIds.length === 0) {
    return {
      class: "uncertain",
      code: "no_message_id",
      description: "The server said yes, but gave no message id.",
      remedy: "It has probably arrived. Look into the chat, then say delivered or resend.",
      known: { written: true, status: 200, elapsedMs: Math.round(elapsedMs) },
    };
  }
  return { class: "delivered", code: "ok", description: "", remedy: "", messageIds };
}

function ofNo(method: string, answer: Extract<Answer, { kind: "refused" }>): Outcome {
  const { code, description, parameters } = answer;
  if (code === 429) return rateLimited(description, answer.retryAfterSeconds);
  const newChatId = idOf(parameters.migrate_to_chat_id);
  if (newChatId !== null && changesMessages(method)) {
    // In the supergroup the same id is another message's.
    const remedy =
      "The group became a supergroup; bots can no longer change what was said before. Send a new message.";
    return { class: "failed_message", code: "left_behind", description, remedy };
  }
  if (newChatId !== null) {
    const remedy = "The group became a supergroup. The message goes to its new id.";
    return { class: "migrated", code: "chat_migrated", description, remedy, newChatId };
  }
  const words = description.toLowerCase();
  const row = catalogue.find(
    ({ on, says }) => on.includes(code) && says.some((part) => words.includes(part)),
  );
  const known = {
    written: true,
    status: code,
    elapsedMs: Math.round(answer.elapsedMs),
    ...failedItem(words),
  };
  if (row === undefined) {
    const { class: outcomeClass, ...meaning } = ruleOfCode(code);
    if (outcomeClass === "failed_chat")
      return { ...meaning, class: outcomeClass, scope: "chat", description };
    if (outcomeClass === "uncertain")
      return { ...meaning, class: outcomeClass, description, known };
    return { ...meaning, class: outcomeClass, description };
  }
  const meaning = { code: row.code, description, remedy: row.remedy };
  switch (row.class) {
    case "delivered":
      return { ...meaning, class: "delivered", messageIds: [] };
    case "failed_message":
      return { ...meaning, class: "failed_message", instead: row.instead };
    case "failed_chat":
      return { ...meaning, class: "failed_chat", scope: row.scope };
    case "uncertain":
      return { ...meaning, class: "uncertain", known };
    default:
      return { ...meaning, class: row.class };
  }
}

/** Telegram's server waits for all items and then names one that failed (Client.cpp 12560-12612). */
function failedItem(words: string): { readonly failedItem?: number } {
  const found = /failed to send message #(\d{1,2})\b/.exec(words);
  return found === null ? {} : { failedItem: Number(found[1]) };
}

function ofSilence(answer: Extract<Answer, { kind: "unknown" }>): Outcome {
  const { status, written, brokenOff, cause: description, retryAfterSeconds, elapsedMs } = answer;
  if (!written && status === undefined) {
    if (brokenOff === true) return uploadBrokenOff(description);
    const remedy = "Telegram could not be reached. It will be tried again by itself.";
    const code = "not_reached";
    return { class: "not_delivered_retry", code, description, remedy, unreached: true };
  }
  if (status === 429) return rateLimited(description, retryAfterSeconds);
  // Refused by the server's HTTP layer or a proxy, before any method ran (HttpConnectionBase.cpp 121-145).
  if (status === 413) return { ...ruleOfCode(413), class: "failed_message", description };
  if (status === 400 || status === 431) {
    const remedy = "The server did not accept the request as it is. Report this.";
    return { class: "failed_message", code: "request_refused", description, remedy };
  }
  // 408 aside (a proxy may say it of its own upstream), these come from something that is not Telegram.
  if (status !== undefined && status >= 300 && status < 500 && status !== 408) {
    const remedy =
      "Something other than Telegram answered. Check TELEGRAM_API_ROOT and the network.";
    const code = "not_telegram";
    return { class: "not_delivered_retry", code, description, remedy, unreached: true };
  }
  // Half a request: whoever answered so, no method has run.
  if (!written) return uploadBrokenOff(description);
  const remedy = "It may have arrived. Look into the chat, then say delivered or resend.";
  const code = status !== undefined && status >= 500 ? "server_error" : "no_answer";
  const known = { written, status: status ?? null, elapsedMs: Math.round(elapsedMs) };
  return { class: "uncertain", code, description, remedy, known };
}

function uploadBrokenOff(description: string): Outcome {
  return {
    class: "not_delivered_retry",
    code: "upload_broken_off",
    description,
    remedy:
      "The file did not reach Telegram as a whole. It will be tried again by itself. For a slow line raise LUMENFLOW_TELEGRAM_TIMEOUT_MS.",
  };
}

function rateLimited(description: string, seconds = DEFAULT_WAIT_SECONDS): Outcome {
  return {
    class: "rate_limited",
    code: "rate_limited",
    description,
    remedy: "Telegram asks to wait. It will be sent by itself.",
    retryAfterSeconds: Math.min(Math.max(seconds, 1), MAX_WAIT_SECONDS),
    maybeRestart: seconds === RESTART_WAIT_SECONDS,
  };
}
