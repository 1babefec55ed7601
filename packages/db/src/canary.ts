/** Proves at start that each configured encryption key is the one that sealed what is stored. */
import type { Keyring } from "@lumenflow/runtime";
import type { Canary } from "./repositories/installation.ts";
import type { Repositories } from "./repositories.ts";

const plaintext = "lumenflow encryption canary";
const context = "canary";

export class WrongKey extends Error {
  override readonly name = "WrongKey";
  constructor(keyId: string) {
    super(
      `The encryption key "${keyId}" is not the one that this database was sealed with. Put the original key back into LUMENFLOW_ENCRYPTION_KEYS (or the data folder's key file), or give the new one another id.`,
    );
  }
}

/**
 * Opens the canary of every configured key id, and stores one for the key that encrypts where it
 * has none yet. @throws WrongKey
 */
export async function checkCanary(
  installation: Pick<Repositories["installation"], "canaries" | "addCanary">,
  keyring: Keyring,
): Promise<void> {
  const known = await installation.canaries();
  refuseWrong(keyring, known);
  if (known.some(({ keyId }) => keyId === keyring.currentKeyId)) return;
  await installation.addCanary({
    keyId: keyring.currentKeyId,
    ciphertext: keyring.seal(plaintext, context),
  });
  // Another process may have been faster, with another key of this id.
  refuseWrong(keyring, await installation.canaries());
}

function refuseWrong(keyring: Keyring, canaries: readonly Canary[]): void {
  for (const { keyId, ciphertext } of canaries) {
    if (keyring.keyIds.includes(keyId) && !opens(keyring, ciphertext)) throw new WrongKey(keyId);
  }
}

/** Key ids that sealed something here once and are configured no longer. */
export async function missingKeys(
  installation: Pick<Repositories["installation"], "canaries">,
  keyring: Keyring,
): Promise<string[]> {
  const known = await installation.canaries();
  return known.map(({ keyId }) => keyId).filter((keyId) => !keyring.keyIds.includes(keyId));
}

function opens(keyring: Keyring, ciphertext: string): boolean {
  try {
    return keyring.open(ciphertext, context) === plaintext;
  } catch {
    return false;
  }
}
