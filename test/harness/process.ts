/** Runs child processes that never outlive the tests, and kills them as a crash would. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { plainEnvironment } from "./config.ts";
import { eventually } from "./eventually.ts";

export interface Running {
  readonly pid: number;
  /** Everything it has written so far, both streams. */
  output(): string;
  /** Resolves with the exit code, or the signal's name, once it has ended. */
  readonly ended: Promise<number | string>;
  /** Sends SIGTERM (or `signal`) and waits for the end; resolves at once where it has ended. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
  /** kill -9: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
  /** Waits until the output matches; fails at once when the process ends before. */
  says(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>;
}

export interface StartOptions {
  /** Added to a plain environment: no variable of LumenFlow is inherited. */
  env?: Readonly<Record<string, string>> | undefined;
  cwd?: string | undefined;
  uid?: number | undefined;
  gid?: number | undefined;
}

// Holds a pipe to us; when we die without having cleaned up, it takes the child along.
const guardScript = "while read -r _; do :; done; kill -9 $1 2>/dev/null";

/** Starts a program directly (no shell). It is killed when the test process ends, however that ends. */
export function start(
  program: string,
  args: readonly string[],
  options: StartOptions = {},
): Running {
  const { env = {}, ...rest } = options;
  const child = spawn(program, args, {
    ...rest,
    env: { ...plainEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${program}`);
  const guard = spawn("/bin/sh", ["-c", guardScript, "guard", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  const output = collect(child);
  const ended = once(child, "exit").then(([code, signal]) => {
    guard.kill("SIGKILL");
    return (code ?? signal) as number | string;
  });
  const over = () => child.exitCode !== null || child.signalCode !== null;

  return {
    pid,
    output,
    ended,
    async stop(signal = "SIGTERM") {
      if (!over()) child.kill(signal);
      return ended;
    },
    async kill() {
      if (!over()) child.kill("SIGKILL");
      await ended;
    },
    says: (pattern, timeoutMs = 30_000) =>
      Promise.race([
        eventually(() => output().match(pattern), { timeoutMs }).catch(() => {
          throw new Error(`${program} did not say ${pattern}; it said:\n${output()}`);
        }),
        ended.then(async (code) => {
          const said = output().match(pattern);
          if (said !== null) return said;
          throw new Error(`${program} ended with ${code} before it said ${pattern}:\n${output()}`);
        }),
      ]),
  };
}

/** Compiled modules are kept between starts: most of what a start costs, several hundred times a run. */
export const compileCache = join(import.meta.dirname, "../node_modules/.cache/compiled");

/** Starts one of our TypeScript programs under this Node. */
export function startService(
  entry: string,
  options: StartOptions & { args?: readonly string[] } = {},
): Running {
  const { args = [], env, ...rest } = options;
  return start(process.execPath, [entry, ...args], {
    ...rest,
    env: { NODE_COMPILE_CACHE: compileCache, ...env },
  });
}

function collect(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  return () => text;
}
