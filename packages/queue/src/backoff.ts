/** Computes how long a failed job waits before its next attempt. */
import type { Backoff } from "@lumenflow/jobs";

/** Milliseconds to wait after the attempt with this number (from 1); at least 1. */
export function backoffMs(backoff: Backoff, attempt: number, random = Math.random): number {
  const full = Math.min(backoff.maxDelayMs, backoff.delayMs * 2 ** Math.min(attempt - 1, 40));
  return Math.max(1, Math.round(full * (1 - backoff.jitter * random())));
}
