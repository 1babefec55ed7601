/** Binds every aggregate's functions to one client, so that a transaction offers the same as the pool. */
import type { Client, Sql } from "./database.ts";

/** One entry per file of `repositories/`. */
export function repositoriesOver(_client: Client, _sql: Sql) {
  return {};
}

export type Repositories = ReturnType<typeof repositoriesOver>;
