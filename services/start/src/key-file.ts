/** Keeps the embedded default's encryption key in a file that only its owner can read. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EncryptionKey, parseConfig, variables, writeOnce } from "@lumenflow/runtime";

export function keyFileIn(dataDir: string): string {
  return join(dataDir, "encryption-keys");
}

export function hasKeyFile(dataDir: string): boolean {
  return existsSync(keyFileIn(dataDir));
}

/**
 * The keys in the data folder's file, which has the form of LUMENFLOW_ENCRYPTION_KEYS; made on first
 * use. @throws Error where the file cannot be read as keys.
 */
export function readKeyFile(dataDir: string): EncryptionKey[] {
  const file = keyFileIn(dataDir);
  if (!hasKeyFile(dataDir)) {
    mkdirSync(dataDir, { recursive: true });
    writeOnce(file, `${newKey()}\n`);
  }
  const text = readFileSync(file, "utf8").trim();
  try {
    const shape = { LUMENFLOW_ENCRYPTION_KEYS: variables.LUMENFLOW_ENCRYPTION_KEYS.unwrap() };
    return parseConfig(shape, { LUMENFLOW_ENCRYPTION_KEYS: text }).LUMENFLOW_ENCRYPTION_KEYS;
  } catch {
    throw new Error(`${file} does not hold encryption keys: put its backup in its place`);
  }
}

// A fresh id each time: after a lost file the new key must not pass for the old one.
function newKey(): string {
  return `k${randomBytes(3).toString("hex")}:${randomBytes(32).toString("base64")}`;
}
