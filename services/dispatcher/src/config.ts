/** Reads what the dispatcher needs from the environment. */
import { type Environment, everyRole, parseConfig, variables } from "@lumenflow/runtime";

export const readConfig = (env: Environment = process.env) =>
  parseConfig(
    {
      ...everyRole,
      LUMENFLOW_ENCRYPTION_KEYS: variables.LUMENFLOW_ENCRYPTION_KEYS.unwrap(),
      LUMENFLOW_ENDPOINT_NETWORKS: variables.LUMENFLOW_ENDPOINT_NETWORKS,
    },
    env,
  );
