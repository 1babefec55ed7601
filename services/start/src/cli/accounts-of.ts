/** The accounts of the installation for one command: nobody signs in here. */
import { type Accounts, createAccounts } from "@lumenflow/accounts";
import type { Opened } from "./open.ts";

export async function accountsOf({
  database,
  logger,
}: Pick<Opened, "database" | "logger">): Promise<Accounts> {
  return createAccounts({
    database,
    secret: await database.installation.secret("cookies"),
    origins: () => [],
    secureCookies: false,
    logger,
  });
}
