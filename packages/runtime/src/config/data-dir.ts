/** Chooses where data lives when nobody says: a per-user folder. */
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Linux: `~/.local/share`; macOS: `~/Library/Application Support`; Windows: `AppData\Local`. Root gets `/var/lib`: its home is closed to the user that Postgres runs as.
 */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  uid: number | undefined = process.getuid?.(),
): string {
  const name = "lumenflow-telegram";
  if (platform === "win32") {
    return join(homedir(), "AppData", "Local", name);
  }
  if (uid === 0) return join("/var/lib", name);
  if (platform === "darwin") return join(homedir(), "Library", "Application Support", name);
  return join(homedir(), ".local", "share", name);
}
