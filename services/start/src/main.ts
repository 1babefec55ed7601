/** Runs the whole product, or the roles that LUMENFLOW_ROLES names, in one process. */
import { ConfigError, createLogger, run } from "@lumenflow/runtime";
import { access, banner } from "./banner.ts";
import { readConfig } from "./config.ts";
import { createInstallation } from "./installation.ts";

try {
  const config = readConfig();
  const logger = createLogger({ name: "lumenflow", level: config.LOG_LEVEL });
  const broken = new AbortController();
  const installation = createInstallation({
    config,
    logger,
    // Not through the logger, which would mask it, and keep it.
    onReady: ({ origins, first }) => process.stdout.write(banner(config, origins, first)),
    onFailed: (first) => process.stdout.write(`${access(first).join("\n")}\n`),
    onBroken: (error) => broken.abort(error),
  });
  await run([installation], {
    logger,
    shutdownTimeoutMs: config.SHUTDOWN_TIMEOUT_MS,
    broken: broken.signal,
  });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
