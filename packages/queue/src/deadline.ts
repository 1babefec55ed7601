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

/** The same for work on the backend, whose every failure then counts as QueueUnavailable. */
export async function promptly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await within(producingTimeoutMs, "no answer", work());
  } catch (error) {
    if (error instanceof QueueUnavailable) throw error;
    throw new QueueUnavailable("the backend is away", { cause: error });
  }
}
