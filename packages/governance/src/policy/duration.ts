/** Reads spans of time as rules write them: `90s`, `15m`, `24h`, `7d`. */

const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** In seconds; undefined where it is no such span, or longer than 366 days. */
export function secondsOf(value: unknown): number | undefined {
  const found = typeof value === "string" && /^([1-9]\d{0,7})([smhd])$/.exec(value);
  if (!found) return undefined;
  const span = Number(found[1]) * seconds[found[2] as keyof typeof seconds];
  return span <= 366 * seconds.d ? span : undefined;
}

export const durationRemedy = "write it as 90s, 15m, 24h or 7d, a year at the most";
