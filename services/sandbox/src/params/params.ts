/** The parameters of one Bot API call, whatever they travelled in. */
import { rawMembers } from "./raw-json.ts";

export interface UploadedFile {
  readonly field: string;
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
}

export interface Params {
  has(name: string): boolean;
  /** The text of a parameter, empty when it is missing. */
  text(name: string): string;
  /** As Telegram reads integers: leading digits count, anything else is 0. */
  int(name: string, fallback?: number): number;
  /** True for `true`, `yes` and `1` in any case, as in Telegram's server. */
  bool(name: string): boolean;
  /** The parsed JSON of a parameter; undefined when missing or not JSON. */
  json(name: string): unknown;
  file(name: string): UploadedFile | undefined;
  /** What the journal keeps: values parsed where they are JSON, files as name and size, secrets masked. */
  forJournal(): Record<string, unknown>;
}

const MASKED = new Set(["secret_token"]);

/**
 * Puts parameters together; the first of several sources that has a name wins, so the query string
 * goes first (td HttpQuery.cpp `get_arg`).
 */
export function createParams(
  sources: Iterable<readonly [string, string]>[],
  files: readonly UploadedFile[] = [],
): Params {
  const values = new Map<string, string>();
  for (const source of sources) {
    for (const [name, value] of source) if (!values.has(name)) values.set(name, value);
  }
  const byField = new Map(files.map((file) => [file.field, file]));
  const text = (name: string) => values.get(name) ?? "";

  return {
    has: (name) => values.has(name),
    text,
    int(name, fallback = 0) {
      if (!values.has(name)) return fallback;
      const number = Number.parseInt(text(name), 10);
      return Number.isNaN(number) ? 0 : number;
    },
    bool: (name) => ["true", "yes", "1"].includes(text(name).toLowerCase()),
    json(name) {
      return values.has(name) ? parsed(text(name)) : undefined;
    },
    file: (name) => byField.get(name),
    forJournal() {
      const entries: [string, unknown][] = [...values].map(([name, value]) => [
        name,
        MASKED.has(name) ? "***" : readable(name, value),
      ]);
      for (const file of files) {
        entries.push([file.field, { file: file.name, size: file.bytes.length }]);
      }
      return Object.fromEntries(entries);
    },
  };
}

/** The members of a JSON body as parameters: strings by value, everything else as its raw text. */
export function jsonParams(text: string): Map<string, string> {
  const members = rawMembers(text);
  return new Map(
    [...members].map(([name, raw]) => [
      name,
      raw.startsWith('"') ? (JSON.parse(raw) as string) : raw,
    ]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Free text stays text even when it happens to look like JSON; ids stay strings, which lose no digit. */
function readable(name: string, value: string): unknown {
  if (name === "text" || name === "caption" || name.endsWith("chat_id")) return value;
  if (name === "url") return value.replace(/([?&]key=)[^&#]*/g, "$1***");
  const json = parsed(value);
  return json === undefined ? value : json;
}
