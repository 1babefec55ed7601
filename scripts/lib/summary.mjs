/** Adds up what every workspace's tests said, from turbo's output. */
import { stripVTControlCharacters } from "node:util";

/**
 * `read` takes the output line by line; `lines(exitCode)` are the run's last lines: one for each
 * suite that was left out, then the totals. Turbo replays what it has cached, so that these are
 * complete whatever ran.
 */
export function createSummary() {
  const totals = { passed: 0, failed: 0 };
  const leftOut = [];
  return {
    read(line) {
      const text = stripVTControlCharacters(line)
        .replace(/^\S+:test:\s?/, "")
        .trim();
      const suite = /^LEFT OUT (.+)$/.exec(text)?.[1];
      if (suite !== undefined) leftOut.push(suite);
      if (!/^Tests\s+\d+ /.test(text)) return;
      totals.passed += Number(/(\d+) passed/.exec(text)?.[1] ?? 0);
      totals.failed += Number(/(\d+) failed/.exec(text)?.[1] ?? 0);
    },
    lines(exitCode) {
      // A crash before the first test is a failure too, though nobody counted it.
      const failed = exitCode !== 0 ? Math.max(totals.failed, 1) : totals.failed;
      return [
        ...leftOut.map((suite) => `Left out: ${suite}`),
        `${totals.passed} passed, ${failed} failed`,
      ];
    },
  };
}
