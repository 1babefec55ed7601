/** A second factor beside the password: codes of an authenticator app, and backup codes for a lost one. */
import { createHash } from "node:crypto";
import type { Keyring } from "@lumenflow/runtime";
import type { BetterAuthPlugin } from "better-auth";
import { twoFactor } from "better-auth/plugins";

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
  const secrets = keyring.secrets("second-factor");
  const versions = secrets.map(
    ({ keyId, secret }) => [versionOf(keyId), secret.toString("base64url")] as const,
  );
  return {
    id: "sealed-by-keyring",
    init: () => ({
      context: {
        secretConfig: { keys: new Map(versions), currentVersion: versionOf(secrets[0].keyId) },
      },
    }),
  };
}

/** The library names keys by number, we by a word: 31 bits of its hash. */
function versionOf(keyId: string): number {
  return createHash("sha256").update(keyId).digest().readUInt32BE() >>> 1;
}
