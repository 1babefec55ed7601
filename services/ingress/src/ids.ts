/** Judges ids that callers send, before they reach Postgres, which refuses NUL in a text. */

/** Ids of another shape are simply unknown. */
export function isId(text: string): boolean {
  return /^[a-z]+_[0-9A-Za-z]{1,64}$/.test(text);
}
