/** Tests that need Postgres, Redis or Chromium; each run brings its own servers. */
import { defineConfig } from "vitest/config";
import { leftOutReporter } from "./harness/left-out-reporter.ts";
import { LongestFirst } from "./harness/longest-first.ts";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    globalSetup: ["./harness/global-setup.ts"],
    reporters: ["default", leftOutReporter()],
    pool: "forks",
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 90_000,
    hookTimeout: 90_000,
    teardownTimeout: 30_000,
  },
});
