/** The harness: private servers, both backends, child processes and waiting on conditions. */
export { bareConnection } from "./bare-connection.ts";
export { find, missing, type Need, plainEnvironment } from "./config.ts";
export { type EventuallyOptions, eventually } from "./eventually.ts";
export {
  cloneDatabase,
  dropDatabase,
  lockWaits,
  type PostgresServer,
  sql,
  startPostgres,
} from "./postgres.ts";
export { type Running, type StartOptions, start, startService } from "./process.ts";
export { freePort, type RedisServer, startRedis } from "./redis.ts";
export {
  type Backend,
  createDatabase,
  describeBackends,
  describeWith,
  freshPostgres,
  freshRedis,
  redisUrl,
  scratchFolder,
} from "./suites.ts";
