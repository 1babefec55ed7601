/** Empties the development database: drops it, makes it anew and migrates it. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { embeddedPostgres } from "../packages/db/src/embedded/index.ts";
import { migrate } from "../packages/db/src/migrate/index.ts";
import { createLogger, parseConfig, variables } from "../packages/runtime/src/index.ts";
import { root } from "./lib/places.mjs";
import { fail } from "./lib/say.mjs";

const flags = new Set(process.argv.slice(2));
process.on("uncaughtException", (error) => fail(error.message));

const { DATABASE_URL, LUMENFLOW_DATA_DIR } = parseConfig(
  { DATABASE_URL: variables.DATABASE_URL, LUMENFLOW_DATA_DIR: variables.LUMENFLOW_DATA_DIR },
  process.env,
);
if (DATABASE_URL !== undefined && !flags.has("--force")) {
  fail(
    "DATABASE_URL is set: this command empties the embedded database only. With --force it empties that one.",
  );
}
const what =
  DATABASE_URL === undefined ? `the database in ${LUMENFLOW_DATA_DIR}` : placeOf(DATABASE_URL);
if (
  !flags.has("--yes") &&
  !(await agreed(`Everything in ${what} will be gone. Type yes to go on: `))
) {
  fail("Nothing was changed.");
}
if (DATABASE_URL !== undefined) {
  await recreate(DATABASE_URL);
} else {
  const logger = createLogger({ name: "db-reset", level: "warn" });
  const server = embeddedPostgres({ dataDir: LUMENFLOW_DATA_DIR, logger });
  await server.start();
  try {
    await recreate(server.url());
  } finally {
    await server.stop();
  }
}
process.stdout.write(`${what} is empty and migrated.\n`);

async function recreate(url) {
  const { Client } = createRequire(join(root, "packages", "db", "package.json"))("pg");
  const admin = new URL(url);
  const name = decodeURIComponent(admin.pathname.slice(1));
  admin.pathname = "/postgres";
  const client = new Client({ connectionString: admin.toString() });
  await client.connect();
  try {
    const quoted = client.escapeIdentifier(name);
    await client.query(`DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${quoted}`);
  } finally {
    await client.end();
  }
  await migrate({ url });
}

function placeOf(url) {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

async function agreed(question) {
  if (!process.stdin.isTTY) fail("There is no terminal to ask: say --yes.");
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await asking.question(question)).trim().toLowerCase() === "yes";
  } finally {
    asking.close();
  }
}
