/** Reads `postmaster.pid` and tells a living server of ours from a stale file. */
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";

export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

/** What the pid file says, or undefined where there is none (or it is still being written). */
export function readPostmaster(data: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), ready: lines[7]?.trim() === "ready" };
}

/** Whether a process with this id exists, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Removes a pid file whose process is gone or is something else altogether: after a reboot (or in
 * a container, always) the same number belongs to another program, and Postgres would refuse to
 * start.
 */
export function removeStalePidFile(data: string): void {
  const postmaster = readPostmaster(data);
  if (postmaster === undefined) return;
  if (isAlive(postmaster.pid) && isPostgresOf(postmaster.pid, data)) return;
  rmSync(join(data, "postmaster.pid"), { force: true });
}

/** Whether the server that the pid file names lives; asked for again and again, so it costs little. */
export function isServing(data: string): boolean {
  const postmaster = readPostmaster(data);
  if (postmaster === undefined || !isAlive(postmaster.pid)) return false;
  // What was killed and reaped by nobody is still a process, with no command line.
  return process.platform !== "linux" || procFile(postmaster.pid, "cmdline") !== "";
}

function isPostgresOf(pid: number, data: string): boolean {
  if (process.platform === "linux") {
    const command = procFile(pid, "cmdline");
    if (command === undefined) return true;
    if (!command.includes("postgres")) return false;
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
    } catch {
      return true;
    }
  }
  try {
    const [program, args] =
      process.platform === "win32"
        ? (["tasklist", ["/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"]] as const)
        : (["ps", ["-p", String(pid), "-o", "command="]] as const);
    return execFileSync(program, args, { encoding: "utf8" }).includes("postgres");
  } catch {
    // When in doubt it is a server: refusing to start loses nothing.
    return true;
  }
}

/** Whether the process is a watchdog of the embedded server (its command line carries our mark). */
export function isWatchdog(pid: number, mark: string): boolean {
  if (!isAlive(pid)) return false;
  const command = process.platform === "linux" ? procFile(pid, "cmdline") : undefined;
  return command === undefined || command.includes(mark);
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return undefined;
  }
}
