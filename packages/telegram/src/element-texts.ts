/** Takes a list inside a JSON object apart into its elements' own texts: no digit, blank or escape changes. */

/**
 * The texts of the elements of the member `name`, exactly as they stand; null where the text is no
 * object or the member no list. Of a repeated member the last counts, as in `JSON.parse`.
 * @throws SyntaxError where the text is not JSON.
 */
export function elementTexts(json: string, name: string): string[] | null {
  // From here on the text is known to be JSON, so that brackets need only be counted.
  const value: unknown = JSON.parse(json);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  let list: number | undefined;
  for (const member of membersAt(json, afterSpace(json, 0))) {
    if (member.name === name) list = member.at;
  }
  return list === undefined || json.charCodeAt(list) !== bracketOpen
    ? null
    : elementsAt(json, list);
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const bracketOpen = 0x5b;
const bracketClose = 0x5d;
const braceOpen = 0x7b;
const braceClose = 0x7d;

function* membersAt(json: string, object: number): Generator<{ name: string; at: number }> {
  let at = afterSpace(json, object + 1);
  while (json.charCodeAt(at) === quote) {
    const end = afterString(json, at);
    const name = JSON.parse(json.slice(at, end)) as string;
    const value = afterSpace(json, afterSpace(json, end) + 1);
    yield { name, at: value };
    at = afterComma(json, afterValue(json, value));
  }
}

function elementsAt(json: string, list: number): string[] {
  const texts: string[] = [];
  let at = afterSpace(json, list + 1);
  while (json.charCodeAt(at) !== bracketClose) {
    const end = afterValue(json, at);
    texts.push(json.slice(at, end));
    at = afterComma(json, end);
  }
  return texts;
}

/** Where the next member or element begins, or the bracket that closes them all. */
function afterComma(json: string, from: number): number {
  const at = afterSpace(json, from);
  return json.charCodeAt(at) === comma ? afterSpace(json, at + 1) : at;
}

function afterSpace(json: string, from: number): number {
  let at = from;
  while (isSpace(json.charCodeAt(at))) at += 1;
  return at;
}

function afterString(json: string, from: number): number {
  let at = from + 1;
  for (let code = json.charCodeAt(at); code !== quote; code = json.charCodeAt(at)) {
    at += code === backslash ? 2 : 1;
  }
  return at + 1;
}

function afterValue(json: string, from: number): number {
  const first = json.charCodeAt(from);
  if (first === quote) return afterString(json, from);
  return first === braceOpen || first === bracketOpen
    ? afterBrackets(json, from)
    : afterWord(json, from);
}

function afterBrackets(json: string, from: number): number {
  let at = from;
  let depth = 0;
  do {
    const code = json.charCodeAt(at);
    if (code === quote) {
      at = afterString(json, at);
      continue;
    }
    if (code === braceOpen || code === bracketOpen) depth += 1;
    else if (code === braceClose || code === bracketClose) depth -= 1;
    at += 1;
  } while (depth > 0);
  return at;
}

/** A number, true, false or null. */
function afterWord(json: string, from: number): number {
  let at = from;
  for (; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === comma || code === bracketClose || code === braceClose || isSpace(code)) break;
  }
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
