/** The migration runner; Prisma accepts the history it writes. */
export { type MigrateOptions, migrate, pendingMigrations } from "./migrate.ts";
