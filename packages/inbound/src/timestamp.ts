/** Writes the time once a millisecond, however often it is asked for. */

/** A function that gives the time as ISO 8601 in UTC, with milliseconds. */
export function createTimestamp(clock: () => number = Date.now): () => string {
  let at = Number.NaN;
  let text = "";
  return () => {
    const ms = clock();
    if (ms !== at) {
      at = ms;
      text = new Date(ms).toISOString();
    }
    return text;
  };
}
