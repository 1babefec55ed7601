/** Everything of one process as a component: database, schema, first start, roles. */
import { type FirstAccess, firstStart } from "@lumenflow/accounts";
import { migrate } from "@lumenflow/db/migrate";
import type { Component, Logger } from "@lumenflow/runtime";
import { blameDatabase, blameFolder } from "./blame.ts";
import type { Config } from "./config.ts";
import { createHouse } from "./house.ts";
import type { Origins } from "./origins.ts";
import { databaseUrlOf, embeddedOf } from "./place.ts";
import { createStack } from "./stack.ts";

export interface InstallationOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** Called once it runs; `first` holds what has just been made, on the very first start. */
  readonly onReady: (ready: { origins: Origins; first: FirstAccess | null }) => void;
  /** Called in its place where starting failed after the first access was made: it is shown only now. */
  readonly onFailed: (first: FirstAccess) => void;
  /** Called where what it stands on has ended for good, while it ran. */
  readonly onBroken: (error: Error) => void;
}

/**
 * Starts Postgres where none is given, migrates, makes the first workspace, then the roles. Only a
 * process with the console makes the workspace: that is where people will look for it.
 */
export function createInstallation(options: InstallationOptions): Component {
  const { config, logger, onReady, onFailed, onBroken } = options;
  const stack = createStack(logger);
  return {
    name: "installation",
    async start() {
      const embedded = embeddedOf(config, logger, onBroken);
      if (embedded !== undefined) await stack.start(embedded).catch(blameFolder(config));
      const url = databaseUrlOf(config, embedded);
      const { applied } = await migrate({ url }).catch(blameDatabase(config));
      if (applied.length > 0) logger.info({ applied }, "database migrated");
      const house = await createHouse(config, url, logger);
      const first = config.roles.has("console")
        ? await firstStart(house.accounts, given(config))
        : null;
      try {
        for (const component of house.components) await stack.start(component);
      } catch (error) {
        if (first !== null) onFailed(first);
        throw error;
      }
      onReady({ origins: house.origins, first });
    },
    stop: stack.stop,
  };
}

function given(config: Config) {
  return {
    email: config.LUMENFLOW_OWNER_EMAIL,
    password: config.LUMENFLOW_OWNER_PASSWORD,
    apiKey: config.LUMENFLOW_API_KEY,
  };
}
