/** Reads JSON without rounding integers beyond 2^53, as Telegram's ids may be. */

/** What `JSON.parse` gives, except that integers it would round are bigints. */
export type ExactJson = unknown;

/** Longer numbers are no ids; turning them into bigints would only cost time. */
const MAX_DIGITS = 40;

/**
 * Parses a text; integers that a double cannot hold become bigints with every digit.
 * @throws SyntaxError where the text is not JSON.
 */
export function parseExact(text: string): ExactJson {
  // Up to 15 digits every integer is safe: most texts need no reviver, which is several times slower.
  if (!hasLongNumber(text)) return JSON.parse(text);
  try {
    return JSON.parse(text, keepDigits);
  } catch (error) {
    // The reviver recurses, plain parsing does not: rounded ids are then refused by `idOf`.
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

const shortestUnsafe = 16;

/** Of so many digits in a row one stands at a multiple of their count: only there need one look. */
function hasLongNumber(text: string): boolean {
  for (let at = shortestUnsafe - 1; at < text.length; at += shortestUnsafe) {
    if (!isDigit(text, at)) continue;
    let from = at;
    while (isDigit(text, from - 1)) from -= 1;
    let end = at + 1;
    while (isDigit(text, end)) end += 1;
    if (end - from >= shortestUnsafe) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function keepDigits(this: unknown, _key: string, value: unknown, context?: { source?: string }) {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? "";
  return /^-?\d+$/.test(source) && source.length <= MAX_DIGITS ? BigInt(source) : value;
}

/** An id as a decimal text, or null where the value is no integer known to its last digit. */
export function idOf(value: ExactJson): string | null {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : null;
  // Some servers send ids as strings.
  return typeof value === "string" && /^-?\d{1,20}$/.test(value) ? value : null;
}

/** The value if it is an object and not a list, else null. */
export function objectOf(value: ExactJson): Record<string, ExactJson> | null {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, ExactJson>) : null;
}

/** The value if it is a text, else null. */
export function textOf(value: ExactJson): string | null {
  return typeof value === "string" ? value : null;
}
