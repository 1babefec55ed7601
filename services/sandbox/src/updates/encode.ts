/** Writes updates byte for byte as Telegram's server does. */
import { rawMembers } from "../params/raw-json.ts";

/** Non-ASCII becomes `\uXXXX`, beyond the BMP as a surrogate pair (td JsonBuilder.cpp). */
export function escapeNonAscii(json: string): string {
  return json.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** `{"update_id":N,\n"message":{…}}`: one newline after the comma, otherwise compact. */
export function encodeUpdate(updateId: number, kind: string, body: unknown): string {
  return `{"update_id":${updateId},\n"${kind}":${escapeNonAscii(JSON.stringify(body))}}`;
}

export interface RawUpdate {
  /** The id the text carries, when it is an integer. */
  updateId: number | undefined;
  kind: string;
  body: unknown;
  /** The text with this id put in front, for one that carries none. */
  withId(updateId: number): string;
}

/** Looks into a raw update without touching its text. Throws SyntaxError when it is no JSON object. */
export function readRawUpdate(text: string): RawUpdate {
  const members = rawMembers(text);
  const id = members.get("update_id");
  const [kind, raw] = [...members].find(([name]) => name !== "update_id") ?? ["", "null"];
  return {
    updateId: id !== undefined && /^-?\d+$/.test(id) ? Number(id) : undefined,
    kind,
    body: JSON.parse(raw),
    withId(updateId) {
      const separator = members.size > 0 ? ",\n" : "";
      return text.replace("{", `{"update_id":${updateId}${separator}`);
    },
  };
}
