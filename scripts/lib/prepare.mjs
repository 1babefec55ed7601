/** Makes the checkout ready: packages, the Prisma client, the web pages; each only when its sources changed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isWritable, root } from "./places.mjs";
import { say } from "./say.mjs";

const windows = process.platform === "win32";

/** Installs what the lockfile says, and generates the Prisma client. */
export function prepare(tools) {
  install(tools);
  step(
    tools,
    tools.node,
    [join(root, "scripts", "prisma-generate.mjs")],
    "the Prisma client could not be generated",
  );
}

/** Builds the web pages of the console and of the sandbox; turbo knows whether anything changed. */
export function buildWeb(tools) {
  const args = ["exec", "turbo", "run", "build", "--output-logs=errors-only", "--ui=stream"];
  step(tools, "pnpm", args, "the web pages could not be built");
}

function install(tools) {
  const marker = join(root, "node_modules", ".lumenflow-installed");
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  for (const name of ["pnpm-lock.yaml", "pnpm-workspace.yaml"])
    hash.update(readFileSync(join(root, name)));
  const wanted = hash.digest("hex");
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted) return;
  if (!isWritable(root)) {
    throw new Error(`the packages must be installed, but this user may not write to ${root}`);
  }
  say("installing packages");
  // CI=true: pnpm asks nothing, also where there is a terminal.
  const env = { ...tools.env, CI: "true" };
  step(
    { ...tools, env },
    "pnpm",
    ["install", "--frozen-lockfile", "--prefer-offline"],
    "the packages could not be installed",
  );
  writeFileSync(marker, wanted);
}

function step(tools, program, args, failure) {
  const shell = windows && program === "pnpm";
  const result = spawnSync(program, args, { cwd: root, env: tools.env, encoding: "utf8", shell });
  if (result.status === 0) return;
  const said = `${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}`.trim();
  throw new Error(`${failure}:\n${said}`);
}
