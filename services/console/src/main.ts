/** Runs the console alone. */
import { lookup } from "node:dns";
import { firstStart, openAccess } from "@lumenflow/accounts";
import { createAddressRules } from "@lumenflow/egress";
import { openKeyring, runRole } from "@lumenflow/host";
import { createMedia } from "@lumenflow/media";
import { createTransport } from "@lumenflow/telegram";
import { readConfig } from "./config.ts";
import { createConsole } from "./console.ts";

const config = readConfig();
const given = {
  email: config.LUMENFLOW_OWNER_EMAIL,
  password: config.LUMENFLOW_OWNER_PASSWORD,
  apiKey: config.LUMENFLOW_API_KEY,
};

await runRole("console", config, async ({ database, queues, listener, logger, stopping }) => {
  const publicUrl = config.PUBLIC_URL;
  const keyring = await openKeyring(config.LUMENFLOW_ENCRYPTION_KEYS, database);
  const { accounts, authenticator } = await openAccess({
    ...{ database, listener, logger, keyring, publicUrl },
  });
  // Nobody reads a container's terminal: without given secrets the command line makes and shows them.
  if (given.email && given.password && given.apiKey) await firstStart(accounts, given);
  else if ((await database.workspaces.all()).length === 0) {
    logger.warn("there is no workspace yet: make one with the command line's keys create");
  }
  const console = createConsole({
    database,
    queues,
    keyring,
    accounts,
    authenticate: authenticator.authenticate,
    telegram: {
      roots: () => ({ apiRoot: config.TELEGRAM_API_ROOT }),
      transport: createTransport(),
      webhookOrigin: () => publicUrl ?? null,
      newerKinds: config.LUMENFLOW_UPDATE_KINDS,
    },
    media: createMedia({
      uploads: database.uploads,
      networks: config.LUMENFLOW_MEDIA_NETWORKS,
    }),
    egress: { rules: createAddressRules(config.LUMENFLOW_ENDPOINT_NETWORKS), lookup },
    macKey: await database.installation.secret("webhook-mac"),
    layouts: () => database.partitions.live(),
    listener,
    stopping,
    https: publicUrl !== undefined,
    trustProxy: config.LUMENFLOW_TRUST_PROXY,
    logger,
  });
  return { ...console, components: [authenticator, ...console.components] };
});
