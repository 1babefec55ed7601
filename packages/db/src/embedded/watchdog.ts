/** Stops the server with the last process that uses it, also when that process is killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { inheritedEnvironment } from "./config.ts";
import type { Home } from "./home.ts";
import { isWatchdog } from "./postmaster.ts";

/** The name under which watchdogs are found among processes. */
export const watchdogMark = "lumenflow-postgres-watchdog";

// Waits for the end of its input, which only its parent holds open. The last holder stops the
// server; `stopping` is raised before the others are counted, and a newcomer enters its name before
// it looks for `stopping`, so that at least one of the two sees the other.
const script = `
holders=$1; stopping=$2; pg_ctl=$3; data=$4
: > "$holders/$$"
echo watching
while read -r _; do :; done
rm -f "$holders/$$"
: > "$stopping"
for other in "$holders"/*; do
  [ -e "$other" ] || continue
  if kill -0 "\${other##*/}" 2>/dev/null; then rm -f "$stopping"; exit 0; fi
done
"$pg_ctl" stop -D "$data" -m fast -w -t 20 >/dev/null 2>&1
rm -f "$stopping"
exit 10
`;

// Windows has no sh; there every process that uses the server stops it alone.
const windowsScript = `
const [pgCtl, data] = process.argv.slice(1);
console.log("watching");
process.stdin.resume().on("end", () => {
  require("node:child_process").spawnSync(pgCtl, ["stop", "-D", data, "-m", "fast", "-w"]);
  process.exit(10);
});
`;

export interface Watchdog {
  /** Lets go of the server, and tells whether that stopped it: others may still use it. */
  release(): Promise<{ stopped: boolean }>;
}

/** Starts a watchdog and waits until it watches. It lives in a session of its own, out of Ctrl-C's reach. */
export async function watch(home: Home, binaries: Binaries, account: Account): Promise<Watchdog> {
  for (const name of readdirSync(home.holders)) {
    if (!isWatchdog(Number(name), watchdogMark)) {
      rmSync(join(home.holders, name), { force: true });
    }
  }
  const child =
    process.platform === "win32"
      ? spawn(process.execPath, ["-e", windowsScript, binaries.pgCtl, home.data], {
          env: inheritedEnvironment(),
          stdio: ["pipe", "pipe", "ignore"],
          detached: true,
          windowsHide: true,
        })
      : spawn(
          "/bin/sh",
          ["-c", script, watchdogMark, home.holders, home.stopping, binaries.pgCtl, home.data],
          {
            ...account,
            cwd: "/",
            env: inheritedEnvironment(),
            stdio: ["pipe", "pipe", "ignore"],
            detached: true,
          },
        );
  await watching(child);
  // It must not keep a process alive that has nothing else to do.
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as { unref(): void }).unref();
  return {
    async release() {
      if (child.exitCode === null && child.signalCode === null) {
        child.ref();
        const ended = once(child, "exit");
        child.stdin?.end();
        await ended;
      }
      return { stopped: child.exitCode === 10 };
    },
  };
}

/** Whether a watchdog is about to stop the server. */
export function isStopping(home: Home): boolean {
  return existsSync(home.stopping);
}

async function watching(child: ChildProcess): Promise<void> {
  // The pipe breaks when the watchdog is killed: the server then outlives us, and is adopted later.
  child.stdin?.on("error", () => {});
  const { stdout } = child;
  if (stdout === null) throw new Error("the watchdog has no output");
  const ended = once(child, "exit").then(() => {
    throw new Error("the watchdog of the embedded Postgres did not start");
  });
  await Promise.race([once(stdout, "data"), ended]);
  ended.catch(() => {});
}
