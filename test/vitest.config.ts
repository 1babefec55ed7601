/** Every test of the repository: those beside the code, and those that need Postgres, Redis or Chromium. */
import { defineConfig } from "vitest/config";
import { leftOutReporter } from "./harness/left-out-reporter.ts";
import { LongestFirst } from "./harness/longest-first.ts";
import { compileCache } from "./harness/process.ts";

export default defineConfig({
  test: {
    reporters: ["default", leftOutReporter()],
    pool: "forks",
    maxWorkers: 3,
    teardownTimeout: 30_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        // They share nothing that outlives a test: one process runs many files.
        extends: true,
        root: "..",
        test: {
          name: "code",
          include: ["{packages,services}/*/{src,web}/**/*.test.ts"],
          isolate: false,
        },
      },
      {
        // Each run brings its own servers.
        extends: true,
        test: {
          name: "house",
          include: ["**/*.test.ts"],
          env: { NODE_COMPILE_CACHE: compileCache },
          globalSetup: ["./harness/global-setup.ts"],
          setupFiles: ["./harness/leaves-room.ts"],
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
