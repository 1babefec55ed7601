/** Judges what came of a request and what follows for its delivery: pure functions. */
import type { DeliveryFault } from "@lumenflow/db";
import { describeError } from "@lumenflow/runtime";
import { type RetrySchedule, stepMs, totalMs } from "./schedule.ts";

/** What came of a request. */
export type Answer =
  | { readonly kind: "answered"; readonly code: number; readonly retryAfter?: string | undefined }
  /** No answer, for a reason that the network gave. */
  | { readonly kind: "unanswered"; readonly error: unknown };

export type Consequence =
  | { readonly to: "delivered" }
  | {
      readonly to: "pending";
      readonly fault: DeliveryFault;
      readonly waitMs: number;
      readonly spent: boolean;
    }
  | { readonly to: "dead"; readonly fault: DeliveryFault }
  /** The endpoint wants nothing more: it is disabled, and the delivery waits. */
  | { readonly to: "gone"; readonly fault: DeliveryFault };

export interface Attempt {
  /** Attempts of the schedule that failed before. */
  readonly attempts: number;
  /** Milliseconds since the event. */
  readonly ageMs: number;
  /** Where it was tried before its time: the milliseconds that it would have had to wait; else 0. */
  readonly waitMs: number;
}

/** `Retry-After` is kept to between these. */
const shortestAskedMs = 1_000;
const longestAskedMs = 3_600_000;

export function consequenceOf(
  answer: Answer,
  attempt: Attempt,
  schedule: RetrySchedule,
): Consequence {
  if (answer.kind === "answered" && answer.code >= 200 && answer.code < 300) {
    return { to: "delivered" };
  }
  const fault = faultOf(answer);
  if (answer.kind === "answered" && answer.code === 410) return { to: "gone", fault };
  // Trying early was our idea: it neither counts nor moves the attempt that is due.
  if (attempt.waitMs > 0) return { to: "pending", fault, waitMs: attempt.waitMs, spent: false };
  const askedMs = askedToWaitMs(answer);
  if (askedMs !== undefined && attempt.ageMs < totalMs(schedule)) {
    return { to: "pending", fault, waitMs: askedMs, spent: false };
  }
  const waitMs = stepMs(schedule, attempt.attempts);
  if (waitMs === undefined) return { to: "dead", fault };
  return { to: "pending", fault, waitMs: Math.max(waitMs, askedMs ?? 0), spent: true };
}

/** What waits with one of these can be expected to arrive once anything arrives. */
const awayCauses = new Set([
  "connection_refused",
  "connection_lost",
  "name_not_resolved",
  "unreachable",
  "timeout",
  "http_502",
  "http_503",
  "http_504",
]);

/** Whether the endpoint was not there at all, so that a success elsewhere is a reason to try again. */
export function mayComeEarly(cause: string | null): boolean {
  return cause !== null && awayCauses.has(cause);
}

function faultOf(answer: Answer): DeliveryFault {
  if (answer.kind === "unanswered") return faultOfError(answer.error);
  const { code } = answer;
  if (code >= 300 && code < 400) {
    return {
      cause: "redirect",
      detail: `The endpoint answered ${code}. Redirects are not followed: give the address that it leads to.`,
    };
  }
  const asked = askedToWaitMs(answer);
  if (asked !== undefined) {
    return {
      cause: "asked_to_wait",
      detail: `The endpoint answered ${code} and asked to wait ${Math.round(asked / 1_000)} s.`,
    };
  }
  return { cause: `http_${code}`, detail: `The endpoint answered ${code}.` };
}

const causesByCode: Record<string, string> = {
  REFUSED_ADDRESS: "refused_address",
  ENOTFOUND: "name_not_resolved",
  EAI_AGAIN: "name_not_resolved",
  ENODATA: "name_not_resolved",
  ECONNREFUSED: "connection_refused",
  ECONNRESET: "connection_lost",
  EPIPE: "connection_lost",
  UND_ERR_SOCKET: "connection_lost",
  UND_ERR_CONNECT_TIMEOUT: "unreachable",
  ETIMEDOUT: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  TIMEOUT: "timeout",
  EPROTO: "tls",
};

const certificateCode = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

function faultOfError(error: unknown): DeliveryFault {
  const { code, message, cause } = describeError(error);
  const found = code ?? cause?.code ?? "";
  const known =
    causesByCode[found] ?? (certificateCode.test(found) ? "tls" : undefined) ?? "not_answered";
  return { cause: known, detail: clean(message || found || "The request failed.") };
}

/** Milliseconds, from seconds or a date; only where the answer is one that speaks of waiting. */
function askedToWaitMs(answer: Answer): number | undefined {
  if (answer.kind !== "answered" || answer.retryAfter === undefined) return undefined;
  if (answer.code !== 429 && answer.code !== 503) return undefined;
  const text = answer.retryAfter.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  if (Number.isNaN(ms)) return undefined;
  return Math.min(Math.max(ms, shortestAskedMs), longestAskedMs);
}

const longestDetail = 500;

/** Postgres holds no NUL and no half of a surrogate pair. */
function clean(text: string): string {
  return text.slice(0, longestDetail).replaceAll("\0", "").toWellFormed();
}
