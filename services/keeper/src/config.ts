/** Reads what the keeper needs from the environment. */
import { type Environment, everyRole, parseConfig, variables } from "@lumenflow/runtime";

export const readConfig = (env: Environment = process.env) =>
  parseConfig(
    {
      ...everyRole,
      LUMENFLOW_CONSOLE_URL: variables.LUMENFLOW_CONSOLE_URL,
      LUMENFLOW_ENCRYPTION_KEYS: variables.LUMENFLOW_ENCRYPTION_KEYS.unwrap(),
      LUMENFLOW_TELEGRAM_TIMEOUT_MS: variables.LUMENFLOW_TELEGRAM_TIMEOUT_MS,
      LUMENFLOW_MESSAGE_RETENTION_DAYS: variables.LUMENFLOW_MESSAGE_RETENTION_DAYS,
      LUMENFLOW_AUDIT_RETENTION_DAYS: variables.LUMENFLOW_AUDIT_RETENTION_DAYS,
    },
    env,
  );
