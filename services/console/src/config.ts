/** Reads what the console needs from the environment. */
import { type Environment, parseConfig, variables } from "@lumenflow/runtime";

export const readConfig = (env: Environment = process.env) =>
  parseConfig(
    {
      DATABASE_URL: variables.DATABASE_URL.unwrap(),
      REDIS_URL: variables.REDIS_URL,
      PORT: variables.PORT,
      HOST: variables.HOST,
      PUBLIC_URL: variables.PUBLIC_URL,
      TELEGRAM_API_ROOT: variables.TELEGRAM_API_ROOT,
      LUMENFLOW_ENCRYPTION_KEYS: variables.LUMENFLOW_ENCRYPTION_KEYS.unwrap(),
      LUMENFLOW_OWNER_EMAIL: variables.LUMENFLOW_OWNER_EMAIL,
      LUMENFLOW_OWNER_PASSWORD: variables.LUMENFLOW_OWNER_PASSWORD,
      LUMENFLOW_API_KEY: variables.LUMENFLOW_API_KEY,
      LUMENFLOW_METRICS_TOKEN: variables.LUMENFLOW_METRICS_TOKEN,
      LUMENFLOW_TRUST_PROXY: variables.LUMENFLOW_TRUST_PROXY,
      LOG_LEVEL: variables.LOG_LEVEL,
      SHUTDOWN_TIMEOUT_MS: variables.SHUTDOWN_TIMEOUT_MS,
    },
    env,
  );
