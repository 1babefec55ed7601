import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { keyFileIn, readKeyFile } from "./key-file.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "lumenflow-keys-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test("a key is made once and only its owner may read it", () => {
  const data = join(folder(), "not", "there", "yet");
  const [made] = readKeyFile(data);
  expect(made?.key).toHaveLength(32);
  expect(readKeyFile(data)).toEqual([made]);
  expect(statSync(keyFileIn(data)).mode & 0o777).toBe(0o600);
});

test("after a lost file the new key has another id, so that it cannot pass for the old one", () => {
  const data = folder();
  const [first] = readKeyFile(data);
  rmSync(keyFileIn(data));
  expect(readKeyFile(data)[0]?.id).not.toBe(first?.id);
});

test("a damaged file is said to be one, without quoting it", () => {
  const data = folder();
  writeFileSync(keyFileIn(data), "k1:secretsecret");
  expect(() => readKeyFile(data)).toThrow(/does not hold encryption keys/);
  expect(() => readKeyFile(data)).not.toThrow(/secretsecret/);
});
