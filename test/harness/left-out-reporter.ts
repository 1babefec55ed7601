/** Says in the run's last lines which suites were left out, and why. */
import type { Reporter, TestModule } from "vitest/node";

const mark = / \[left out: (.+)\]$/;

/** The name of a suite that was left out; the reporter finds it by this. */
export function leftOutName(suite: string, why: string): string {
  return `${suite} [left out: ${why}]`;
}

export function leftOutReporter(): Reporter {
  return {
    onTestRunEnd(modules: readonly TestModule[]) {
      for (const module of modules) {
        for (const suite of module.children.allSuites()) {
          const why = mark.exec(suite.name)?.[1];
          if (why === undefined) continue;
          process.stdout.write(`LEFT OUT ${suite.name.replace(mark, "")}: ${why}\n`);
        }
      }
    },
  };
}
