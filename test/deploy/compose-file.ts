/** Reads docker-compose.yml as docker compose does: merged, and with a given environment filled in. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../architecture/source.ts";

export const composePath = join(root, "docker-compose.yml");

/** What the tests look at; the schema has judged the rest. */
export interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
  readonly logging?: { readonly options: Readonly<Record<string, string>> };
  readonly deploy?: { readonly replicas: number };
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const file = parse(readFileSync(composePath, "utf8"), { merge: true }) as unknown;
const reference = /\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g;

/** The variables that the file asks of its environment, and those that it insists on. */
export function askedVariables(): { all: Set<string>; required: Set<string> } {
  const found = [...JSON.stringify(file).matchAll(reference)];
  const named = (matches: RegExpExecArray[]) => new Set(matches.map(([, name]) => name ?? ""));
  return { all: named(found), required: named(found.filter(([, , kind]) => kind === "?")) };
}

/** Throws, as docker compose does, where a required variable is missing or empty. */
export function readCompose(env: Readonly<Record<string, string>>): Compose {
  const fill = (text: string) =>
    text.replace(reference, (_, name: string, kind?: string, rest?: string) => {
      const value = env[name] ?? "";
      if (value !== "") return value;
      if (kind === "?") throw new Error(`${name}: ${rest}`);
      return kind === "-" ? (rest ?? "") : "";
    });
  // Filled in after parsing, so that an empty value stays an empty text.
  return JSON.parse(JSON.stringify(file), (_, value: unknown) =>
    typeof value === "string" ? fill(value) : value,
  ) as Compose;
}

/** Seconds in `35s` or `1m`. */
export function seconds(duration: string): number {
  const match = /^(\d+)(s|m)$/.exec(duration);
  if (match === null) throw new Error(`cannot read the duration ${duration}`);
  return Number(match[1]) * (match[2] === "m" ? 60 : 1);
}
