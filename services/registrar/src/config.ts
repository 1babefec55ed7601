/** Reads what the registrar needs from the environment. */
import { type Environment, everyRole, parseConfig, variables } from "@lumenflow/runtime";

export const readConfig = (env: Environment = process.env) =>
  parseConfig(
    {
      ...everyRole,
      PUBLIC_URL: variables.PUBLIC_URL,
      TELEGRAM_API_ROOT: variables.TELEGRAM_API_ROOT,
      LUMENFLOW_ENCRYPTION_KEYS: variables.LUMENFLOW_ENCRYPTION_KEYS.unwrap(),
      LUMENFLOW_TELEGRAM_TIMEOUT_MS: variables.LUMENFLOW_TELEGRAM_TIMEOUT_MS,
      LUMENFLOW_UPDATE_KINDS: variables.LUMENFLOW_UPDATE_KINDS,
    },
    env,
  );
