/** Decodes the few character references that Telegram knows; any other `&` stays as it is. */

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** What stands at `at`, an `&`, and where the source goes on (td `decode_html_entity`). */
export function decodeReference(source: string, at: number): { text: string; next: number } {
  const reference = /&(?:#x([\da-f]*)|#(\d*)|([a-z]*))/iy;
  reference.lastIndex = at;
  const [whole = "", hex, decimal, name] = reference.exec(source) ?? [];
  const text = name === undefined ? numbered(whole.length, hex, decimal) : ownName(name);
  if (text === undefined) return { text: "&", next: at + 1 };
  const next = at + whole.length;
  return { text, next: source[next] === ";" ? next + 1 : next };
}

/** Every reference in a text. */
export function decodeReferences(text: string): string {
  let decoded = "";
  for (let at = 0; at < text.length; ) {
    const { text: more, next } =
      text[at] === "&" ? decodeReference(text, at) : { text: text[at], next: at + 1 };
    decoded += more;
    at = next;
  }
  return decoded;
}

function ownName(name: string): string | undefined {
  return Object.hasOwn(named, name) ? named[name] : undefined;
}

/** Halves of surrogate pairs are not decoded: one alone is no character. */
function numbered(length: number, hex?: string, decimal?: string): string | undefined {
  const code = hex === undefined ? Number.parseInt(decimal ?? "", 10) : Number.parseInt(hex, 16);
  const usable =
    code > 0 && code < 0x10_ff_ff && length < 10 && !(code >= 0xd8_00 && code <= 0xdf_ff);
  return usable ? String.fromCodePoint(code) : undefined;
}
