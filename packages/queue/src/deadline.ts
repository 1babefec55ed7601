/** Bounds how long a caller waits. */
import { QueueUnavailable } from "./errors.ts";

/** Longest wait of a producer. */
export const producingTimeoutMs = 1_000;

/** The promise's result, or QueueUnavailable after `ms`; the work itself is not undone. */
export async function within<T>(ms: number, detail: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new QueueUnavailable(`${detail} within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
