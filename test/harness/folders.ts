/** Makes temporary folders, and clears away those of test runs that were killed. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const memory = "/dev/shm";
const plentyBytes = 4 * 2 ** 30;

/**
 * Where a run keeps its files: in memory where there is plenty, for each database is several hundred of
 * them. What is killed finds them again there, too; what a power cut leaves, no test asks.
 */
export function quickestPlace(): string {
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (Math.min(bavail * bsize, process.availableMemory()) >= plentyBytes) return memory;
  } catch {
    // Linux alone has it.
  }
  return tmpdir();
}

/** A temporary folder that Postgres's account can enter, also when root runs the tests. */
export function temporaryFolder(name: string, parent: string = tmpdir()): string {
  const folder = mkdtempSync(join(parent, `lumenflow-${name}-${process.pid}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** Removes what processes left that no longer exist: a killed run cannot clean up after itself. */
export function removeLeftOvers(): void {
  for (const place of [tmpdir(), memory].filter((each) => existsSync(each))) {
    for (const entry of readdirSync(place)) {
      const pid = Number(/^lumenflow-[a-z]+-(\d+)-\w{6}$/.exec(entry)?.[1] ?? 0);
      if (pid > 0 && !isAlive(pid)) {
        rmSync(join(place, entry), { recursive: true, force: true, maxRetries: 3 });
      }
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
