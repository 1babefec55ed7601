/** Reads what the ingress needs from the environment. */
import { type Environment, everyRole, parseConfig, variables } from "@lumenflow/runtime";

export const readConfig = (env: Environment = process.env) =>
  parseConfig(
    {
      ...everyRole,
      PUBLIC_URL: variables.PUBLIC_URL,
      LUMENFLOW_INGRESS_LIMITS: variables.LUMENFLOW_INGRESS_LIMITS,
      LUMENFLOW_MEDIA_NETWORKS: variables.LUMENFLOW_MEDIA_NETWORKS,
      LUMENFLOW_TRUST_PROXY: variables.LUMENFLOW_TRUST_PROXY,
    },
    env,
  );
