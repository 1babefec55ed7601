/** Runs a child process in our place: its output, its signals, its exit code, and never longer than us. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { root } from "./places.mjs";

const signals =
  process.platform === "win32" ? ["SIGINT", "SIGTERM"] : ["SIGINT", "SIGTERM", "SIGHUP"];

// One Ctrl-C reaches us twice: from the terminal, and from npm, which passes it on.
const sameSignalMs = 500;

/**
 * Starts the program in the checkout (or `cwd`). `ended` resolves with its exit code, 128 + signal
 * where one ended it; `stop` asks it to end. Signals are passed on once. The child holds a channel
 * to us, and ends itself when we are killed; we end it when our own parent (npm) is.
 *
 * `onLine` gets each line of its output, which then goes on to ours.
 */
export function runChild(program, args, { env, cwd = root, onLine } = {}) {
  const output = onLine === undefined ? "inherit" : "pipe";
  const windows = process.platform === "win32";
  const child = spawn(program, args, {
    cwd,
    env,
    shell: windows && program === "pnpm",
    stdio: ["inherit", output, output, ...(program === "pnpm" ? [] : ["ipc"])],
  });
  if (onLine !== undefined) {
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.pipe(to, { end: false });
      eachLine(from, onLine);
    }
  }
  const release = passOnSignals(child);
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      release();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
  return { ended, stop: () => child.kill("SIGTERM") };
}

function passOnSignals(child) {
  let last = Number.NEGATIVE_INFINITY;
  const listeners = signals.map((signal) => {
    const listener = () => {
      const now = performance.now();
      if (now - last > sameSignalMs) child.kill(signal);
      last = now;
    };
    process.on(signal, listener);
    return [signal, listener];
  });
  const starters = npmAndItsShell();
  const orphaned = setInterval(() => {
    if (sameList(starters, npmAndItsShell())) return;
    clearInterval(orphaned);
    child.kill("SIGTERM");
  }, 250);
  return () => {
    clearInterval(orphaned);
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}

// npm runs us in a shell, and neither passes on that it was killed. Started by anything else (a
// shell's background job, a service manager) we may well outlive our parent.
function npmAndItsShell() {
  if (process.env.npm_lifecycle_event === undefined) return [];
  const parent = process.ppid;
  try {
    return [
      parent,
      Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${parent}/status`, "utf8"))?.[1]),
    ];
  } catch {
    return [parent];
  }
}

const sameList = (a, b) => a.length === b.length && a.every((item, index) => item === b[index]);

function eachLine(stream, onLine) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
