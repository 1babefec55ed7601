/** Reads what the sandbox needs from the environment. */
import { type Environment, parseConfig, variables } from "@lumenflow/runtime";

export const readConfig = (env: Environment = process.env) =>
  parseConfig(
    {
      PORT: variables.PORT,
      HOST: variables.HOST,
      LUMENFLOW_DATA_DIR: variables.LUMENFLOW_DATA_DIR,
      LUMENFLOW_METRICS_TOKEN: variables.LUMENFLOW_METRICS_TOKEN,
      LOG_LEVEL: variables.LOG_LEVEL,
      SHUTDOWN_TIMEOUT_MS: variables.SHUTDOWN_TIMEOUT_MS,
    },
    env,
  );
