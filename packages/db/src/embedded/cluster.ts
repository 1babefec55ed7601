/** Makes a Postgres cluster with the programs of the install. */
import { execFile } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { inheritedEnvironment } from "./config.ts";
import { give, type Home } from "./home.ts";

const run = promisify(execFile);

export const user = "lumenflow";

/** Makes the cluster unless it exists. Built under another name, so that an interrupted one never counts. */
export async function ensureCluster(home: Home, binaries: Binaries, account: Account) {
  if (existsSync(join(home.data, "PG_VERSION"))) return;
  for (const name of readdirSync(home.folder)) {
    if (name.startsWith("new-")) rmSync(join(home.folder, name), { recursive: true, force: true });
  }
  const fresh = join(home.folder, `new-${process.pid}`);
  const secret = join(home.folder, `new-${process.pid}-password`);
  mkdirSync(fresh, { mode: 0o700 });
  give(fresh, account);
  writeFileSync(secret, home.password, { mode: 0o600 });
  if (account.uid !== undefined) chownSync(secret, account.uid, account.gid);
  const args = ["-D", fresh, "-U", user, `--pwfile=${secret}`, "-A", "scram-sha-256"];
  // The builtin provider sorts alike on every machine, whatever its C library.
  args.push("-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--lc-messages=C");
  try {
    await program(binaries.initdb, [...args, "--no-instructions"], account);
  } finally {
    rmSync(secret, { force: true });
  }
  renameSync(fresh, home.data);
}

/** Runs one of Postgres's programs to its end; an error carries what it said. */
export async function program(path: string, args: string[], account: Account): Promise<void> {
  const env = { ...inheritedEnvironment(), LC_ALL: "C", TZ: "UTC" };
  const cwd = process.platform === "win32" ? undefined : "/";
  try {
    await run(path, args, { ...account, cwd, env, windowsHide: true });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(stderr?.trim() || message);
  }
}
