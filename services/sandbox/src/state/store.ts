/** Keeps named values on disk as an append-only log that survives a kill at any moment. */
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

export interface Store {
  put(key: string, value: unknown): void;
  delete(key: string): void;
  /** What was stored when the store was opened, in the order it was first put. */
  loaded(prefix: string): unknown[];
  close(): void;
}

/** Forgets everything at the end of the process. */
export function createMemoryStore(): Store {
  return { put() {}, delete() {}, loaded: () => [], close() {} };
}

/**
 * Opens (or makes) the log at `path`. Each change is one line, written before `put` returns; a line
 * torn by a crash of the machine is left out. The log is rewritten without its history on opening,
 * through a second file and a rename, so that there is a whole one at every moment.
 */
export function createFileStore(path: string): Store {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const live = replay(path);
  const lines = [...live].map(([key, value]) => line(key, value)).join("");
  writeFileSync(`${path}.new`, lines, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  let file: number | undefined = openSync(path, "a", 0o600);

  const append = (text: string) => {
    if (file !== undefined) writeSync(file, text);
  };
  return {
    put: (key, value) => append(line(key, value)),
    delete: (key) => append(line(key, undefined)),
    loaded: (prefix) =>
      [...live].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value),
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

const line = (key: string, value: unknown) => `${JSON.stringify([key, value])}\n`;

function replay(path: string): Map<string, unknown> {
  const live = new Map<string, unknown>();
  for (const text of read(path).split("\n")) {
    const entry = parse(text);
    if (!entry) continue;
    const [key, value] = entry;
    if (value === null) live.delete(key);
    else live.set(key, value);
  }
  return live;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function parse(text: string): [string, unknown] | undefined {
  try {
    const entry: unknown = JSON.parse(text);
    return Array.isArray(entry) && typeof entry[0] === "string"
      ? [entry[0], entry[1] ?? null]
      : undefined;
  } catch {
    return undefined;
  }
}
