/** Parses the environment once at start and reports every fault at once. */
import type { ZodType, z } from "zod";
import { closest } from "./closest.ts";
import { variables } from "./variables.ts";

export interface Fault {
  /** The variable. */
  name: string;
  /** What is wrong with it; never its value. */
  problem: string;
  remedy: string;
}

/** Thrown by `parseConfig`; its message is meant for the person at the terminal. */
export class ConfigError extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ name, problem, remedy }) => `  ${name} ${problem}: ${remedy}`);
    super(`The configuration has ${count(faults.length)}:\n${lines.join("\n")}`);
    this.name = "ConfigError";
    this.faults = faults;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type Shape = Readonly<Record<string, ZodType>>;
export type Values<S extends Shape> = { [Name in keyof S]: z.output<S[Name]> };

/** A rule over several values; asked only when each value by itself is right. */
export type Rule<V> = (values: V) => Fault | undefined;

/** A call to Telegram has to end, and its outcome be recorded, before the process does. */
export const telegramMarginMs = 3_000;

/**
 * The values of `shape` from `env`; an empty value counts as absent. Throws one `ConfigError` with
 * all faults, unknown `LUMENFLOW_*` names included. Two rules of the catalogue always hold: the
 * Telegram time-out's margin, and that a subset of the roles needs `DATABASE_URL`.
 */
export function parseConfig<S extends Shape>(
  shape: S,
  env: Environment,
  rules: readonly Rule<Values<S>>[] = [],
): Values<S> {
  const faults = unknownNames(shape, env);
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(shape)) {
    const result = parseOne(name, schema, env);
    if ("fault" in result) faults.push(result.fault);
    else values[name] = result.value;
  }
  if (faults.length === 0) {
    const parsed = values as Values<S>;
    const all = [
      marginRule(shape, env),
      rolesRule(shape, env),
      ...rules.map((rule) => rule(parsed)),
    ];
    faults.push(...all.filter((fault) => fault !== undefined));
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return values as Values<S>;
}

function unknownNames(shape: Shape, env: Environment): Fault[] {
  const known = Object.keys({ ...variables, ...shape });
  return Object.keys(env)
    .filter((name) => name.startsWith("LUMENFLOW_") && !known.includes(name))
    .map((name) => {
      const meant = closest(name, known);
      const remedy = meant === undefined ? "remove it" : `did you mean ${meant}?`;
      return { name, problem: "is not a variable that exists", remedy };
    });
}

function parseOne(
  name: string,
  schema: ZodType,
  env: Environment,
): { value: unknown } | { fault: Fault } {
  const given = env[name]?.trim() === "" ? undefined : env[name];
  const result = schema.safeParse(given);
  if (result.success) return { value: result.data };
  const problem =
    given === undefined
      ? "is not set"
      : result.error.issues.map((issue) => issue.message).join(", ");
  return { fault: { name, problem, remedy: remedyOf(name, schema) } };
}

function remedyOf(name: string, schema: ZodType): string {
  const listed = Object.hasOwn(variables, name)
    ? variables[name as keyof typeof variables]
    : undefined;
  const remedy = schema.meta()?.remedy ?? listed?.meta()?.remedy;
  return typeof remedy === "string" ? remedy : "see .env.example";
}

function marginRule(shape: Shape, env: Environment): Fault | undefined {
  const name = "LUMENFLOW_TELEGRAM_TIMEOUT_MS";
  if (!(name in shape)) return undefined;
  const telegram = parsedValue(name, env);
  const shutdown = parsedValue("SHUTDOWN_TIMEOUT_MS", env);
  if (typeof telegram !== "number" || typeof shutdown !== "number") return undefined;
  if (telegram + telegramMarginMs <= shutdown) return undefined;
  const problem = `(${telegram}) leaves less than ${telegramMarginMs} ms of SHUTDOWN_TIMEOUT_MS (${shutdown})`;
  const remedy = `lower it to ${shutdown - telegramMarginMs} or raise SHUTDOWN_TIMEOUT_MS to ${telegram + telegramMarginMs}`;
  return { name, problem, remedy };
}

function rolesRule(shape: Shape, env: Environment): Fault | undefined {
  if (!("LUMENFLOW_ROLES" in shape) || parsedValue("DATABASE_URL", env) !== undefined)
    return undefined;
  const named = parsedValue("LUMENFLOW_ROLES", env);
  const needed = ["ingress", "dispatcher", "sender", "registrar", "keeper", "console"];
  if (!Array.isArray(named) || needed.every((role) => named.includes(role))) return undefined;
  return {
    name: "LUMENFLOW_ROLES",
    problem: "names a subset of the roles without DATABASE_URL",
    remedy:
      "set DATABASE_URL so that all processes share one database, or leave LUMENFLOW_ROLES out",
  };
}

function parsedValue(name: keyof typeof variables, env: Environment): unknown {
  const result = parseOne(name, variables[name], env);
  return "value" in result ? result.value : undefined;
}

const count = (faults: number) => (faults === 1 ? "one fault" : `${faults} faults`);
