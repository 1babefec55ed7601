/** Chooses the system account that Postgres runs as: our own, or an unprivileged one for root. */
import { execFileSync, spawnSync } from "node:child_process";
import { inheritedEnvironment } from "./config.ts";

/** Spread into spawn's options; empty where Postgres runs as ourselves. */
export type Account = { uid: number; gid: number } | Record<string, never>;

/** Postgres refuses to run as root, so root hands it to `nobody`. */
export function postgresAccount(): Account {
  if (process.platform === "win32" || process.getuid?.() !== 0) return {};
  const id = (flag: string) =>
    Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }).trim());
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch (cause) {
    throw new Error(
      "Postgres does not run as root and there is no user `nobody` to run it as: start as an ordinary user, or set DATABASE_URL",
      { cause },
    );
  }
}

/** Whether the account can enter the folder (asked of the system: modes alone do not tell). */
export function canEnter(account: Account, folder: string): boolean {
  if (account.uid === undefined) return true;
  const probe = spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], {
    ...account,
    cwd: "/",
    env: inheritedEnvironment(),
    stdio: "ignore",
  });
  return probe.status === 0;
}
