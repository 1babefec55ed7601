/** Takes a JSON object apart without re-serialising its values, so that every digit survives. */

const SPACE = new Set([" ", "\t", "\n", "\r"]);

/**
 * The members of a JSON object as raw text, in order; of a repeated name the first stays.
 * Throws SyntaxError when the text is not a JSON object.
 */
export function rawMembers(text: string): Map<string, string> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SyntaxError("not a JSON object");
  }
  const members = new Map<string, string>();
  let at = skipSpace(text, skipSpace(text, 0) + 1);
  while (text[at] === '"') {
    const nameEnd = endOfString(text, at);
    const name = JSON.parse(text.slice(at, nameEnd)) as string;
    const valueStart = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const valueEnd = endOfValue(text, valueStart);
    if (!members.has(name)) members.set(name, text.slice(valueStart, valueEnd));
    at = skipSpace(text, skipSpace(text, valueEnd) + 1);
  }
  return members;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (SPACE.has(text[at] ?? "")) at++;
  return at;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

/** The text is known to be valid JSON, so brackets need only be counted. */
function endOfValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return endOfString(text, from);
  let at = from;
  if (first !== "{" && first !== "[") {
    while (at < text.length && !",}]".includes(text[at] ?? "") && !SPACE.has(text[at] ?? "")) at++;
    return at;
  }
  let depth = 0;
  do {
    const character = text[at];
    if (character === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (character === "{" || character === "[") depth++;
    if (character === "}" || character === "]") depth--;
    at++;
  } while (depth > 0);
  return at;
}
