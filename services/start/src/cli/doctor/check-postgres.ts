/** Looks at the Postgres server: version, clock, schema. */
import { pendingMigrations } from "@lumenflow/db/migrate";
import type { Opened } from "../open.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

const oldest = 140_000;
const tolerableSkewMs = 2_000;

export async function checkPostgres({ config, database }: Opened): Promise<Finding[]> {
  const part = "Postgres";
  const asked = Date.now();
  const { version, clock } = await database.installation.server();
  // Half the round trip is the best guess at when the server read its clock.
  const skewMs = clock.getTime() - (asked + Date.now()) / 2;
  const name = `${Math.floor(version / 10_000)}.${version % 10_000}`;
  const where = config.DATABASE_URL === undefined ? "embedded" : "as given by DATABASE_URL";
  return [
    version < oldest
      ? fault(part, `version ${name} is too old: 14 or newer is needed`)
      : ok(part, `version ${name}, ${where}`),
    Math.abs(skewMs) >= tolerableSkewMs
      ? warning(
          "clock",
          `Postgres's clock is ${Math.round(skewMs / 100) / 10} s off this machine's: set both by NTP`,
        )
      : ok("clock", "Postgres and this machine agree"),
  ];
}

export async function checkMigrations({ url }: Opened): Promise<Finding[]> {
  const pending = await pendingMigrations({ url });
  return pending.length === 0
    ? [ok("schema", "at this version")]
    : [fault("schema", `${pending.length} migrations are pending: run pnpm lumenflow migrate`)];
}
