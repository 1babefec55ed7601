/** What the machine offers to the tests: found on PATH, or named by the environment. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Things that a suite may need beyond Node and the install. */
export type Need = "redis" | "chromium";

const programs: Record<Need, { variable: string; names: string[]; remedy: string }> = {
  redis: {
    variable: "REDIS_SERVER_PATH",
    names: ["redis-server", "valkey-server"],
    remedy: "install redis-server, or set REDIS_SERVER_PATH",
  },
  chromium: {
    variable: "CHROMIUM_PATH",
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    remedy: "install chromium, or set CHROMIUM_PATH",
  },
};

/** Whether a suite that cannot run is a failure. */
export const strict = process.env.CI === "true" || process.env.CI === "1";

/** The program's path, or undefined where the machine has none. */
export function find(need: Need): string | undefined {
  const { variable, names } = programs[need];
  const named = process.env[variable];
  if (named) return isProgram(named) ? named : undefined;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = names.map((name) => join(folder, name)).find(isProgram);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** Why a need is not met, with what to do about it. */
export function missing(need: Need): string {
  const { names, remedy } = programs[need];
  return `no ${names[0]} on this machine: ${remedy}`;
}

/** The environment for child processes: ours without what would configure LumenFlow or find a developer's servers. */
export function plainEnvironment(): Record<string, string> {
  const ours =
    /^(LUMENFLOW_|DATABASE_URL$|REDIS_URL$|PUBLIC_URL$|TELEGRAM_API_ROOT$|PORT$|HOST$|VITEST|NODE_OPTIONS$|NODE_ENV$)/;
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || ours.test(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
