/** Opens the door of a process: people by their sessions, programs by their keys. */
import type { Database, Listener } from "@lumenflow/db";
import type { Keyring, Logger } from "@lumenflow/runtime";
import { type Accounts, createAccounts } from "./accounts.ts";
import { type Authenticator, createAuthenticator } from "./authenticator.ts";

export interface AccessDeps {
  readonly database: Database;
  readonly listener: Pick<Listener, "on">;
  readonly logger: Logger;
  /** Where people sign in: it seals their second factors. */
  readonly keyring?: Pick<Keyring, "secrets"> | undefined;
  /** `PUBLIC_URL`; without it cookies travel over plain http too. */
  readonly publicUrl: string | undefined;
  /** The console's origins beyond PUBLIC_URL; asked for each time, since a port may be given late. */
  readonly origins?: (() => readonly string[]) | undefined;
}

export async function openAccess(deps: AccessDeps): Promise<{
  readonly accounts: Accounts;
  /** A component: start it before the first request. */
  readonly authenticator: Authenticator;
}> {
  const { database, listener, logger, keyring, publicUrl, origins = () => [] } = deps;
  const ours = publicUrl === undefined ? [] : [publicUrl];
  const accounts = createAccounts({
    database,
    secret: await database.installation.secret("cookies"),
    origins: () => [...origins(), ...ours],
    secureCookies: publicUrl !== undefined,
    keyring,
    logger,
  });
  return {
    accounts,
    authenticator: createAuthenticator({ keys: database.keys, accounts, listener, logger }),
  };
}
