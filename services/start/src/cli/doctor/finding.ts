/** What a check of the doctor found. */
export interface Finding {
  readonly level: "ok" | "warning" | "fault";
  /** What was looked at. */
  readonly part: string;
  /** What was found and, where it is not well, what to do. */
  readonly words: string;
}

export const mark = { ok: "✓", warning: "!", fault: "✗" } as const;

export const ok = (part: string, words: string): Finding => ({ level: "ok", part, words });
export const warning = (part: string, words: string): Finding => ({
  level: "warning",
  part,
  words,
});
export const fault = (part: string, words: string): Finding => ({ level: "fault", part, words });
