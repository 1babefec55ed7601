/** Binds every aggregate's functions to one client, so that a transaction offers the same as the pool. */
import type { Client, Sql } from "./database.ts";
import { createAudit } from "./repositories/audit.ts";
import { createConnections } from "./repositories/connections.ts";
import { createCredentials } from "./repositories/credentials.ts";
import { createInstallation } from "./repositories/installation.ts";
import { createKeys } from "./repositories/keys.ts";
import { createRegistrations } from "./repositories/registrations.ts";
import { createWorkspaces } from "./repositories/workspaces.ts";

/** One entry per file of `repositories/`. */
export function repositoriesOver(client: Client, sql: Sql) {
  return {
    audit: createAudit(client, sql),
    connections: createConnections(client, sql),
    credentials: createCredentials(client, sql),
    installation: createInstallation(client, sql),
    keys: createKeys(client, sql),
    registrations: createRegistrations(client, sql),
    workspaces: createWorkspaces(client, sql),
  };
}

export type Repositories = ReturnType<typeof repositoriesOver>;
