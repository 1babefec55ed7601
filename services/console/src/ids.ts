/** Judges ids that callers send, before they reach Postgres, which refuses NUL in a text. */

/** Whether the text has the shape of one of our ids; another shape is simply not found. */
export function isId(text: string): boolean {
  return /^[a-z]+_[0-9A-Za-z]{1,64}$/.test(text);
}
