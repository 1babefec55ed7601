/** The embedded Postgres of `npm start` and of the tests. */
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  embeddedPostgres,
} from "./embedded-postgres.ts";
