/** Reads what the ingress needs from the environment. */
import { type Environment, parseConfig, variables } from "@lumenflow/runtime";

export const readConfig = (env: Environment = process.env) =>
  parseConfig(
    {
      DATABASE_URL: variables.DATABASE_URL.unwrap(),
      REDIS_URL: variables.REDIS_URL,
      HOST: variables.HOST,
      PORT: variables.PORT,
      PUBLIC_URL: variables.PUBLIC_URL,
      LUMENFLOW_INGRESS_LIMITS: variables.LUMENFLOW_INGRESS_LIMITS,
      LUMENFLOW_TRUST_PROXY: variables.LUMENFLOW_TRUST_PROXY,
      LUMENFLOW_METRICS_TOKEN: variables.LUMENFLOW_METRICS_TOKEN,
      LOG_LEVEL: variables.LOG_LEVEL,
      SHUTDOWN_TIMEOUT_MS: variables.SHUTDOWN_TIMEOUT_MS,
    },
    env,
  );
