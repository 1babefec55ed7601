/** Telegram's ids as they travel: texts, and numbers only where those are exact. */

export function isPositiveId(id: string): boolean {
  return /^[1-9]\d{0,18}$/.test(id);
}

/** A number where that is exact, as Bot API servers and logs show it, else the digits. */
export function exactInteger(id: string): number | string {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : id;
}
