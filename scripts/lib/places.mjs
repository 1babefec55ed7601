/** Knows the folders: the checkout, and a cache that this user may write to. */
import { accessSync, constants, mkdirSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** A home for tools that insist on one: the user's, or a private temporary one where that cannot be written. */
export function usableHome() {
  const home = homedir();
  if (isWritable(home)) return home;
  const stand = join(tmpdir(), `lumenflow-telegram-${userInfo().uid}`);
  mkdirSync(stand, { recursive: true, mode: 0o700 });
  return stand;
}

/** The per-user cache folder of this project. */
export function cacheDir() {
  const home = usableHome();
  const name = "lumenflow-telegram";
  if (process.platform === "win32") {
    return join(process.env.LOCALAPPDATA || join(home, "AppData", "Local"), name, "cache");
  }
  if (process.platform === "darwin") return join(home, "Library", "Caches", name);
  return join(process.env.XDG_CACHE_HOME || join(home, ".cache"), name);
}

export function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
