/** Generates the Prisma client, offline, and only when the schema or Prisma itself has changed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const schema = join(root, "prisma", "schema.prisma");
const generated = join(root, "packages", "db", "src", "generated");
const marker = join(generated, ".made-from");

const require = createRequire(join(root, "packages", "db", "package.json"));
const manifestPath = require.resolve("prisma/package.json");
const manifest = JSON.parse(readFileSync(manifestPath, "utf8"));

const from = createHash("sha256")
  .update(manifest.version)
  .update(readFileSync(schema))
  .digest("hex");
if (existsSync(marker) && readFileSync(marker, "utf8") === from) process.exit(0);

// `generate` never runs the schema engine but insists on having one, and would download it: any
// executable satisfies it.
const result = spawnSync(
  process.execPath,
  [join(dirname(manifestPath), manifest.bin.prisma), "generate", "--schema", schema],
  {
    cwd: join(root, "packages", "db"),
    encoding: "utf8",
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  },
);
if (result.status !== 0) {
  process.stderr.write(
    `${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}\n`,
  );
  process.exit(result.status ?? 1);
}
writeFileSync(marker, from);
