/** The public face of db: Postgres behind one file per aggregate, guarded transitions, no business rules. */
export {
  createDatabase,
  type Database,
  type DatabaseOptions,
} from "./database.ts";
export { type IdKind, idPrefixes, newId } from "./ids.ts";
export { type Channel, createListener, type Listener } from "./listen.ts";
export type { Repositories } from "./repositories.ts";
