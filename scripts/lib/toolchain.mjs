/** Brings Node 24 and pnpm: those at hand where they fit, else from npm, once per user. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cacheDir, usableHome } from "./places.mjs";
import { say } from "./say.mjs";

const nodeMajor = "24";
const pnpmVersion = "12.21.0";
const windows = process.platform === "win32";

/**
 * `{ node, env }`: the Node to run, and an environment whose PATH has it and pnpm first.
 */
export function toolchain() {
  const nodeFits = process.versions.node.split(".")[0] === nodeMajor;
  const pnpmFits = nodeFits && pnpmAtHand() === pnpmVersion;
  if (nodeFits && pnpmFits) {
    return { node: process.execPath, env: environment(dirname(process.execPath)) };
  }
  const bin = fetched();
  return { node: nodeIn(bin), env: environment(bin) };
}

function pnpmAtHand() {
  // npm and pnpm leave their own names here, which saves asking.
  const agent = /^pnpm\/(\S+)/.exec(process.env.npm_config_user_agent ?? "")?.[1];
  if (agent === pnpmVersion) return agent;
  const env = {
    ...process.env,
    COREPACK_ENABLE_DOWNLOAD_PROMPT: "0",
    COREPACK_ENABLE_NETWORK: "0",
  };
  const asked = spawnSync("pnpm", ["--version"], {
    env,
    encoding: "utf8",
    shell: windows,
    timeout: 10_000,
  });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

function fetched() {
  const cache = cacheDir();
  const name = `node-${nodeMajor}-pnpm-${pnpmVersion}-${process.platform}-${process.arch}`;
  const place = join(cache, name);
  const bin = join(place, "node_modules", ".bin");
  if (existsSync(nodeIn(bin))) return bin;

  say(`fetching Node ${nodeMajor} and pnpm ${pnpmVersion} from npm, once (about 250 MB)`);
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, "fetching-"));
  const args = ["install", "--prefix", temporary, "--no-audit", "--no-fund", "--loglevel=error"];
  // Both packages put their program in place by an install script.
  args.push("--ignore-scripts=false", `node@${nodeMajor}`, `pnpm@${pnpmVersion}`);
  const result = spawnSync("npm", args, {
    // Not the checkout: npm would read its package.json.
    cwd: temporary,
    env: environment(),
    encoding: "utf8",
    shell: windows,
  });
  const made = join(temporary, "node_modules", ".bin");
  if (
    result.status !== 0 ||
    !works(nodeIn(made)) ||
    !works(join(made, windows ? "pnpm.cmd" : "pnpm"))
  ) {
    rmSync(temporary, { recursive: true, force: true });
    throw new Error(
      `Node ${nodeMajor} and pnpm ${pnpmVersion} could not be fetched from npm. Install them, or check the network.\n${result.stderr ?? result.error?.message ?? ""}`,
    );
  }
  try {
    renameSync(temporary, place);
  } catch (error) {
    // Another start was quicker.
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(nodeIn(bin))) throw error;
  }
  return bin;
}

function nodeIn(bin) {
  if (!windows) return join(bin, "node");
  // A .cmd shim cannot be given signals: the program itself lies in the package.
  const packages = join(bin, "..", "node", "bin");
  return join(
    packages,
    existsSync(packages) ? (readdirSync(packages)[0] ?? "node.exe") : "node.exe",
  );
}

function works(program) {
  return spawnSync(program, ["--version"], { shell: windows, stdio: "ignore" }).status === 0;
}

// npm's own variables would configure pnpm and the programs we start.
function environment(bin) {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_/i.test(name) ||
      /^npm_config_(registry|proxy|https_proxy|cafile|userconfig)$/i.test(name),
  );
  const env = Object.fromEntries(kept);
  const home = usableHome();
  if (!windows && env.HOME !== home)
    Object.assign(env, { HOME: home, XDG_CACHE_HOME: "", XDG_DATA_HOME: "" });
  if (bin !== undefined) {
    const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
    env[name] = [bin, env[name]].filter(Boolean).join(delimiter);
  }
  return { ...env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", CHECKPOINT_DISABLE: "1" };
}
