/** Bounds how many sends can arrive in any window of time, whatever the network does to each of them. */

export interface SlidingWindow {
  /** The earliest moment for one more: `now`, a later one, or Infinity while only an answer can tell. */
  dueAt(now: number): number;
  /** A send has been decided; it may arrive at any moment from now on. */
  begin(): void;
  /** It was answered, so it has arrived by now at the latest. Moments never go back. */
  answer(now: number): void;
  /** It was not sent after all. */
  withdraw(): void;
}

/**
 * At most `limit` arrivals in any `windowMs`. A send counts from its decision until `windowMs` after
 * its answer, since that is how late it may have arrived. If 31 did arrive within a second, the one
 * decided last would have found 30 that still counted, and would not have begun.
 */
export function createSlidingWindow(options: {
  /** Asked each time: it may change while sends are under way. */
  readonly limit: () => number;
  readonly windowMs: number;
}): SlidingWindow {
  const { windowMs } = options;
  // Moments of answers, oldest first. Dropped from the front by index: shifting would copy.
  let answers: number[] = [];
  let first = 0;
  let underWay = 0;

  function forget(now: number): void {
    while (first < answers.length && (answers[first] ?? 0) <= now - windowMs) first += 1;
    if (first > 64 && first * 2 > answers.length) {
      answers = answers.slice(first);
      first = 0;
    }
  }

  return {
    dueAt(now) {
      forget(now);
      const limit = options.limit();
      const counted = underWay + answers.length - first;
      if (counted < limit) return now;
      if (underWay >= limit) return Number.POSITIVE_INFINITY;
      const last = answers[first + counted - limit];
      return last === undefined ? Number.POSITIVE_INFINITY : last + windowMs;
    },
    begin() {
      underWay += 1;
    },
    answer(now) {
      underWay -= 1;
      answers.push(now);
    },
    withdraw() {
      underWay -= 1;
    },
  };
}
