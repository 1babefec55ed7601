/** The commands, each a short list of what it takes. A command returns its exit code. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { root } from "./places.mjs";
import { buildWeb, prepare } from "./prepare.mjs";
import { runTests } from "./test.mjs";
import { toolchain } from "./toolchain.mjs";

const main = "services/start/src/main.ts";
const cli = "services/start/src/cli.ts";

// The process's own variables win over the file's.
const envFile = () => (existsSync(join(root, ".env")) ? ["--env-file=.env"] : []);

function ready() {
  const tools = toolchain();
  prepare(tools);
  return tools;
}

const runNode = ({ node, env }, args) => runChild(node, args, { env }).ended;
const runTool = ({ env }, ...words) => runChild("pnpm", ["exec", ...words], { env }).ended;

/** One for all that Node runs, so that what many import is read and checked once; the pages are browsers'. */
const programs = [".", "services/console/web", "services/sandbox/web"];

export const commands = {
  /** Everything in one process, until Ctrl-C. */
  async start(args) {
    const tools = ready();
    buildWeb(tools);
    return runNode(tools, [...envFile(), main, ...args]);
  },

  /** The same, restarted whenever a source changes; the web pages are rebuilt as they change. */
  async dev(args) {
    const tools = ready();
    buildWeb(tools);
    const { node, env } = tools;
    const vite = ["node_modules/vite/bin/vite.js", "build", "web", "--watch", "--logLevel", "warn"];
    const pages = ["console", "sandbox"].map((service) =>
      runChild(node, vite, { env, cwd: join(root, "services", service) }),
    );
    const watch = ["--watch", "--watch-preserve-output"];
    const code = await runNode(tools, [...watch, ...envFile(), main, ...args]);
    for (const page of pages) page.stop();
    await Promise.all(pages.map((page) => page.ended));
    return code;
  },

  async test(args) {
    return runTests(ready(), args);
  },

  /** Types and lint. */
  async check() {
    const tools = ready();
    let worst = await runTool(tools, "biome", "check", ".");
    for (const program of programs) {
      worst = Math.max(worst, await runTool(tools, "tsc", "-p", program, "--singleThreaded"));
    }
    return worst;
  },

  async bench([name = "ingress", ...args]) {
    const file = join("test", "bench", `${name}.ts`);
    if (!existsSync(join(root, file)))
      throw new Error(`there is no benchmark "${name}" in test/bench`);
    const tools = ready();
    if (name === "console") buildWeb(tools);
    return runNode(tools, [file, ...args]);
  },

  async chaos([name = "inbound", ...args]) {
    const file = join("test", "chaos", `${name}.ts`);
    if (!existsSync(join(root, file)))
      throw new Error(`there is no such run "${name}" in test/chaos`);
    return runNode(ready(), [file, ...args]);
  },

  async lumenflow(args) {
    return runNode(ready(), [...envFile(), cli, ...args]);
  },

  "db:reset": async (args) => runNode(ready(), [...envFile(), "scripts/db-reset.mjs", ...args]),

  "db:migration": async (args) => runNode(ready(), ["scripts/db-migration.mjs", ...args]),
};
