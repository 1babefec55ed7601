/** Runs the ingress alone. */
import { openAccess } from "@lumenflow/accounts";
import { runRole } from "@lumenflow/host";
import { createMedia } from "@lumenflow/media";
import { readConfig } from "./config.ts";
import { createIngress } from "./index.ts";

const config = readConfig();

await runRole("ingress", config, async ({ database, queues, listener, ...rest }) => {
  // People sign in at the console, whose pages read messages and updates here, behind one origin.
  const { logger } = rest;
  const { accounts, authenticator } = await openAccess({
    database,
    listener,
    logger,
    publicUrl: config.PUBLIC_URL,
  });
  const ingress = createIngress({
    database,
    queues,
    listener,
    authenticate: authenticator.authenticate,
    limits: config.LUMENFLOW_INGRESS_LIMITS,
    trustProxy: config.LUMENFLOW_TRUST_PROXY,
    origins: accounts.origins,
    media: createMedia({
      uploads: database.uploads,
      networks: config.LUMENFLOW_MEDIA_NETWORKS,
    }),
    ...rest,
  });
  return { ...ingress, components: [authenticator, ...ingress.components] };
});
