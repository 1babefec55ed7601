/** Looks at the encryption keys: are they the right ones, all of them, and backed up? */
import { existsSync, statSync } from "node:fs";
import { checkCanary, missingKeys } from "@lumenflow/db";
import { keyFileIn } from "../../key-file.ts";
import { keyringOf } from "../../place.ts";
import type { Opened } from "../open.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

const part = "encryption";

/** Everybody but the owner may do nothing with the file. */
const foreignBits = 0o077;

export async function checkKeys({ config, database }: Opened): Promise<Finding[]> {
  const keyring = keyringOf(config);
  if (keyring === undefined) {
    return [fault(part, "no keys are configured: set LUMENFLOW_ENCRYPTION_KEYS")];
  }
  await checkCanary(database.installation, keyring);
  const missing = await missingKeys(database.installation, keyring);
  return [
    ok(part, `key ${keyring.currentKeyId} opens what it sealed`),
    ...missing.map((id) =>
      fault(part, `key ${id} sealed something here and is not configured: put it back`),
    ),
  ];
}

export async function checkBackup({ config }: Opened): Promise<Finding[]> {
  if (config.DATABASE_URL !== undefined || config.LUMENFLOW_ENCRYPTION_KEYS !== undefined) {
    return [warning("backup", "keep LUMENFLOW_ENCRYPTION_KEYS apart from the database's backups")];
  }
  const file = keyFileIn(config.LUMENFLOW_DATA_DIR);
  const findings = [
    warning("backup", `back up ${file}: without it the stored bot tokens cannot be read`),
  ];
  const open =
    process.platform !== "win32" && existsSync(file) && (statSync(file).mode & foreignBits) !== 0;
  if (open) findings.push(fault(part, `others may read ${file}: chmod 600 it`));
  return findings;
}
