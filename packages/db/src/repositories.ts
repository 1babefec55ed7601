/** Binds every aggregate's functions to one client, so that a transaction offers the same as the pool. */
import type { Client, Sql } from "./client.ts";
import { createAudit } from "./repositories/audit.ts";
import { createChats } from "./repositories/chats.ts";
import { createConnections } from "./repositories/connections.ts";
import { createCredentials } from "./repositories/credentials.ts";
import { createIngest } from "./repositories/ingest.ts";
import { createInstallation } from "./repositories/installation.ts";
import { createKeys } from "./repositories/keys.ts";
import { createRegistrations } from "./repositories/registrations.ts";
import { createUpdates } from "./repositories/updates.ts";
import { createWorkspaces } from "./repositories/workspaces.ts";

/** One entry per file of `repositories/`. */
export function repositoriesOver(client: Client, sql: Sql) {
  return {
    audit: createAudit(client, sql),
    chats: createChats(client, sql),
    connections: createConnections(client, sql),
    credentials: createCredentials(client, sql),
    ingest: createIngest(client, sql),
    installation: createInstallation(client, sql),
    keys: createKeys(client, sql),
    registrations: createRegistrations(client, sql),
    updates: createUpdates(client, sql),
    workspaces: createWorkspaces(client, sql),
  };
}

export type Repositories = ReturnType<typeof repositoriesOver>;
