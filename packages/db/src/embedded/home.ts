/** Decides which folders a cluster lives in, and keeps its password. */
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { writeOnce } from "@lumenflow/runtime";
import { type Account, canEnter } from "./account.ts";

/** Where everything of one cluster lies. */
export interface Home {
  /** Belongs to the account that Postgres runs as; nobody else may enter. */
  folder: string;
  /** Postgres's own data folder, in `folder`. */
  data: string;
  /** One file per process that uses the server, in `folder`. */
  holders: string;
  /** Exists while the last user is stopping the server. */
  stopping: string;
  password: string;
}

/** A place that any account can enter, for root's copies. */
export const sharedDir = "/var/lib/lumenflow-telegram";

/** Prepares the folders of the cluster that belongs to `dataDir`; creates the password on first use. */
export function prepareHome(dataDir: string, account: Account): Home {
  const owned = resolve(dataDir);
  openFolder(owned);
  const passwordFile = join(owned, "postgres-password");
  const folder = clusterFolder(owned, account);
  const data = join(folder, "data");
  if (!existsSync(passwordFile)) {
    if (existsSync(data)) setAside(folder, owned, passwordFile);
    writeOnce(passwordFile, randomBytes(24).toString("hex"));
  }
  const holders = join(folder, "holders");
  if (!folder.startsWith(owned)) openFolder(dirname(folder));
  for (const path of [folder, holders]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    give(path, account);
  }
  return {
    folder,
    data,
    holders,
    stopping: join(folder, "stopping"),
    password: readFileSync(passwordFile, "utf8").trim(),
  };
}

/** The folder inside `dataDir`, or, where Postgres's account cannot enter that, one beside the shared copies. */
export function clusterFolder(dataDir: string, account: Account): string {
  const owned = resolve(dataDir);
  if (canEnter(account, owned)) return join(owned, "postgres");
  const id = createHash("sha256").update(owned).digest("hex").slice(0, 16);
  return join(sharedDir, "clusters", id);
}

/** Makes a folder, and those above it that are missing, which any account can enter whatever the umask. */
export function openFolder(path: string): void {
  if (existsSync(path)) return;
  openFolder(dirname(path));
  mkdirSync(path);
  chmodSync(path, 0o755);
}

/** Makes the account the owner, and shuts out everybody else. */
export function give(path: string, account: Account): void {
  chmodSync(path, 0o700);
  if (account.uid !== undefined) chownSync(path, account.uid, account.gid);
}

// A cluster elsewhere whose data folder was removed since is kept, out of the way.
function setAside(folder: string, owned: string, passwordFile: string): void {
  if (folder.startsWith(owned)) {
    throw new Error(
      `${folder} holds a database but its password file ${passwordFile} is gone: put that back, or move the folder away to begin anew`,
    );
  }
  renameSync(folder, `${folder}.left-${Date.now()}`);
}
