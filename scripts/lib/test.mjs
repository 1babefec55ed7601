/** Runs every workspace's tests through turbo and ends with what was left out, and one line of totals. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { runChild } from "./child.mjs";
import { createSummary } from "./summary.mjs";

/** The programs that suites need: part of turbo's cache key, so that installing one runs the suites. */
const programs = {
  REDIS_SERVER_PATH: ["redis-server", "valkey-server"],
  CHROMIUM_PATH: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
};

export async function runTests(tools, args) {
  const env = { ...tools.env };
  for (const [name, candidates] of Object.entries(programs)) {
    env[name] ||= onPath(candidates, env.PATH ?? "");
    if (env[name] === "") delete env[name];
  }
  if (process.stdout.isTTY) env.FORCE_COLOR = "1";
  const summary = createSummary();
  const turbo = ["exec", "turbo", "run", "test", "--continue", "--ui=stream", "--concurrency=2"];
  turbo.push("--output-logs=full", "--log-order=grouped");
  const tests = runChild("pnpm", [...turbo, ...(args.length > 0 ? ["--", ...args] : [])], {
    env,
    onLine: summary.read,
  });
  const code = await tests.ended;
  process.stdout.write(
    summary
      .lines(code)
      .map((line) => `${line}\n`)
      .join(""),
  );
  return code;
}

function onPath(names, path) {
  for (const folder of path.split(delimiter)) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not here.
      }
    }
  }
  return "";
}
