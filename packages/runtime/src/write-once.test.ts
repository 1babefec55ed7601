import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeOnce } from "./write-once.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "lumenflow-once-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test("the first text stays, for its owner alone, and nothing lies beside it", () => {
  const data = folder();
  const file = join(data, "secret");
  writeOnce(file, "first");
  writeOnce(file, "second");
  expect(readFileSync(file, "utf8")).toBe("first");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(data)).toEqual(["secret"]);
});

test.runIf(process.platform === "linux")("a full disk leaves no half of a file", () => {
  const data = folder();
  const program = `import { writeOnce } from ${JSON.stringify(import.meta.resolve("./write-once.ts"))};
    try { writeOnce(process.argv[1], "first"); } catch { process.exit(7); }`;
  const full = 'ulimit -f 0; exec "$0" --input-type=module -e "$1" "$2"';
  const file = join(data, "secret");
  const write = () => execFileSync("/bin/sh", ["-c", full, process.execPath, program, file]);
  expect(write).toThrow(expect.objectContaining({ status: 7 }));
  expect(readdirSync(data)).toEqual([]);
});
