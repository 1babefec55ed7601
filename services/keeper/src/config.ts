/** Reads what the keeper needs from the environment. */
import { type Environment, parseConfig, variables } from "@lumenflow/runtime";

export const readConfig = (env: Environment = process.env) =>
  parseConfig(
    {
      DATABASE_URL: variables.DATABASE_URL.unwrap(),
      REDIS_URL: variables.REDIS_URL,
      PORT: variables.PORT,
      HOST: variables.HOST,
      LUMENFLOW_TELEGRAM_TIMEOUT_MS: variables.LUMENFLOW_TELEGRAM_TIMEOUT_MS,
      LUMENFLOW_METRICS_TOKEN: variables.LUMENFLOW_METRICS_TOKEN,
      LOG_LEVEL: variables.LOG_LEVEL,
      SHUTDOWN_TIMEOUT_MS: variables.SHUTDOWN_TIMEOUT_MS,
    },
    env,
  );
