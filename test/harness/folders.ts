/** Makes temporary folders, and clears away those of test runs that were killed. */
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary folder that Postgres's account can enter, also when root runs the tests. */
export function temporaryFolder(name: string, parent: string = tmpdir()): string {
  const folder = mkdtempSync(join(parent, `lumenflow-${name}-${process.pid}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** Removes what processes left that no longer exist: a killed run cannot clean up after itself. */
export function removeLeftOvers(): void {
  for (const entry of readdirSync(tmpdir())) {
    const pid = Number(/^lumenflow-[a-z]+-(\d+)-\w{6}$/.exec(entry)?.[1] ?? 0);
    if (pid > 0 && !isAlive(pid)) {
      rmSync(join(tmpdir(), entry), { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's: alive, and not ours to clear away.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
