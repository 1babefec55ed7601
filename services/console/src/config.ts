/** Reads what the console needs from the environment. */
import { type Environment, everyRole, parseConfig, variables } from "@lumenflow/runtime";

export const readConfig = (env: Environment = process.env) =>
  parseConfig(
    {
      ...everyRole,
      PUBLIC_URL: variables.PUBLIC_URL,
      TELEGRAM_API_ROOT: variables.TELEGRAM_API_ROOT,
      LUMENFLOW_ENCRYPTION_KEYS: variables.LUMENFLOW_ENCRYPTION_KEYS.unwrap(),
      LUMENFLOW_ENDPOINT_NETWORKS: variables.LUMENFLOW_ENDPOINT_NETWORKS,
      LUMENFLOW_MEDIA_NETWORKS: variables.LUMENFLOW_MEDIA_NETWORKS,
      LUMENFLOW_OWNER_EMAIL: variables.LUMENFLOW_OWNER_EMAIL,
      LUMENFLOW_OWNER_PASSWORD: variables.LUMENFLOW_OWNER_PASSWORD,
      LUMENFLOW_API_KEY: variables.LUMENFLOW_API_KEY,
      LUMENFLOW_TRUST_PROXY: variables.LUMENFLOW_TRUST_PROXY,
      LUMENFLOW_UPDATE_KINDS: variables.LUMENFLOW_UPDATE_KINDS,
    },
    env,
  );
