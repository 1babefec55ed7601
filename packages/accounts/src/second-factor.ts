/** A second factor beside the password: codes of an authenticator app, and backup codes for a lost one. */
import { createHash } from "node:crypto";
import type { Keyring } from "@lumenflow/runtime";
import type { BetterAuthPlugin } from "better-auth";
import { parseEnvelope, symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { twoFactor } from "better-auth/plugins/two-factor";

/** What stands above the code in an authenticator app. */
const issuer = "LumenFlow";
const tenMinutes = 10 * 60;

/** No device is trusted to leave it out: the routes pass no such wish on. */
export const secondFactor = () =>
  twoFactor({
    issuer,
    twoFactorCookieMaxAge: tenMinutes,
    backupCodeOptions: { amount: 10, length: 12, storeBackupCodes: "encrypted" },
  });

/**
 * Has the library encrypt with keys that are derived from LUMENFLOW_ENCRYPTION_KEYS, in place of the
 * secret that signs cookies, which stands in the database beside what it would protect.
 */
export function sealedBy(keyring: Pick<Keyring, "secrets">): BetterAuthPlugin {
  return {
    id: "sealed-by-keyring",
    init: () => ({ context: { secretConfig: secretsOf(keyring) } }),
  };
}

/** A second factor's secret or codes, encrypted with the first key; null where they are already. */
export async function resealFactor(
  keyring: Pick<Keyring, "secrets">,
  sealed: string,
): Promise<string | null> {
  const key = secretsOf(keyring);
  if (parseEnvelope(sealed)?.version === key.currentVersion) return null;
  return symmetricEncrypt({ key, data: await symmetricDecrypt({ key, data: sealed }) });
}

function secretsOf(keyring: Pick<Keyring, "secrets">) {
  const secrets = keyring.secrets("second-factor");
  const versions = secrets.map(
    ({ keyId, secret }) => [versionOf(keyId), secret.toString("base64url")] as const,
  );
  return { keys: new Map(versions), currentVersion: versionOf(secrets[0].keyId) };
}

/** The library names keys by number, we by a word: 31 bits of its hash. */
function versionOf(keyId: string): number {
  return createHash("sha256").update(keyId).digest().readUInt32BE() >>> 1;
}
