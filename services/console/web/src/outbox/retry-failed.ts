/** Asks for every failed message of a cause to be sent again, a few at a time. */
import { asProblem } from "../api/api-problem.ts";
import { allMessages, retryMessage } from "../api/messages.ts";

export interface Retried {
  readonly again: number;
  readonly refused: number;
  /** What was said of those that were refused, and how often. */
  readonly reasons: ReadonlyMap<string, number>;
  readonly over: boolean;
}

const atOnce = 4;

/** Says how far it is after every few, until all are asked for or the signal aborts. */
export async function* retryFailed(code: string, signal: AbortSignal): AsyncGenerator<Retried> {
  let again = 0;
  const reasons = new Map<string, number>();
  const state = (over: boolean): Retried => {
    const refused = [...reasons.values()].reduce((sum, times) => sum + times, 0);
    return { again, refused, reasons: new Map(reasons), over };
  };
  const refuse = (error: unknown) => {
    const { message } = asProblem(error);
    reasons.set(message, (reasons.get(message) ?? 0) + 1);
  };
  yield state(false);
  try {
    const failed = allMessages({ status: ["failed"], failureCode: code }, signal);
    for await (const some of inGroups(failed, atOnce)) {
      if (signal.aborted) return;
      const results = await Promise.allSettled(some.map(({ id }) => retryMessage(id)));
      for (const result of results) {
        if (result.status === "fulfilled") again += 1;
        else refuse(result.reason);
      }
      yield state(false);
    }
  } catch (error) {
    if (signal.aborted) return;
    refuse(error);
  }
  yield state(true);
}

async function* inGroups<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
