/** Makes a file for a secret: whole or not at all, once, readable by its owner alone. */
import { randomBytes } from "node:crypto";
import { linkSync, rmSync, writeFileSync } from "node:fs";

/** Leaves a file that is there alone: of processes that start at the same moment one wins. */
export function writeOnce(file: string, text: string): void {
  const temporary = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    // On the disk before it counts: what is sealed with it later would be lost with it.
    writeFileSync(temporary, text, { mode: 0o600, flag: "wx", flush: true });
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
