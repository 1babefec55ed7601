/** The environment that Postgres's programs inherit. */

/** Ours without PGPORT, PGDATA and their like, which would override what we say, and without our secrets. */
export function inheritedEnvironment(): Record<string, string | undefined> {
  const dropped = /^(PG|LC_|LANG|LUMENFLOW_|DATABASE_URL$|REDIS_URL$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name)));
}
