/** Asks Prisma's schema engine, as WebAssembly and without any database, for the SQL between two schemas. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./places.mjs";

/** The SQL that leads from one schema to the other; empty where nothing changes. Throws Prisma's words for a bad schema. */
export async function diffSchemas(from, to) {
  const { SchemaEngine } = await loadEngine();
  const engine = await SchemaEngine.new(
    { datamodels: [["schema.prisma", to]] },
    () => {},
    noDatabase,
  );
  const target = (content) => ({
    tag: "schemaDatamodel",
    files: [{ path: "schema.prisma", content }],
    configDir: ".",
  });
  const { stdout } = await engine.diff({
    from: from === undefined ? { tag: "empty" } : target(from),
    to: target(to),
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  const sql = (stdout ?? "").trim();
  return sql === "" || sql.startsWith("-- This is an empty migration") ? "" : `${sql}\n`;
}

async function loadEngine() {
  const require = createRequire(join(root, "packages", "db", "package.json"));
  const glueFile = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const glue = await import(pathToFileURL(glueFile).href);
  const module = await WebAssembly.compile(readFileSync(glueFile.replace(/\.js$/, ".wasm")));
  const instance = await WebAssembly.instantiate(module, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

// The engine asks its connection which Postgres it speaks to before it does anything. It gets this
// answer and nothing more: with a real connection it once migrated the main database when asked
// for a shadow one.
const result = (value) => ({
  ok: true,
  value,
  map: (change) => result(change(value)),
  flatMap: (change) => change(value),
});
const refuse = async () => {
  throw new Error("the schema engine asked for a database, which it must not have");
};
const connection = {
  provider: "postgres",
  adapterName: "none",
  queryRaw: async ({ sql }) =>
    sql.includes("server_version_num")
      ? result({
          columnNames: ["exists", "version", "numeric_version"],
          // Boolean, text and 32-bit integer, by Prisma's numbers.
          columnTypes: [5, 7, 0],
          rows: [[true, "PostgreSQL 18.0", 180_000]],
        })
      : refuse(),
  executeRaw: refuse,
  executeScript: refuse,
  startTransaction: refuse,
  dispose: async () => result(undefined),
  getConnectionInfo: () => result({ schemaName: "public", supportsRelationJoins: true }),
};
const noDatabase = {
  provider: "postgres",
  adapterName: "none",
  connect: async () => result(connection),
  connectToShadowDb: refuse,
};
