/** Runs every workspace's tests through turbo and ends with what was left out, and one line of totals. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { runChild } from "./child.mjs";

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
  const totals = { passed: 0, failed: 0 };
  const leftOut = [];
  const turbo = ["exec", "turbo", "run", "test", "--continue", "--ui=stream", "--concurrency=2"];
  turbo.push("--output-logs=full", "--log-order=grouped");
  const code = await runChild("pnpm", [...turbo, ...(args.length > 0 ? ["--", ...args] : [])], {
    env,
    onLine: (line) => read(stripVTControlCharacters(line), totals, leftOut),
  });
  // A crash before the first test is a failure too, though no summary counts it.
  if (code !== 0 && totals.failed === 0) totals.failed = 1;
  for (const line of leftOut) process.stdout.write(`Left out: ${line}\n`);
  process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
  return code;
}

// Turbo replays the output of what it has cached, so totals are complete whatever ran.
function read(line, totals, leftOut) {
  const text = line.replace(/^\S+:test:\s?/, "").trim();
  const suite = /^LEFT OUT (.+)$/.exec(text)?.[1];
  if (suite !== undefined) leftOut.push(suite);
  if (!/^Tests\s+\d+ /.test(text)) return;
  totals.passed += Number(/(\d+) passed/.exec(text)?.[1] ?? 0);
  totals.failed += Number(/(\d+) failed/.exec(text)?.[1] ?? 0);
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
