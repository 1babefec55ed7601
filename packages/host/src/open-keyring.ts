/** Opens the configured encryption keys, and refuses to start with a wrong one. */
import { checkCanary, type Database } from "@lumenflow/db";
import { createKeyring, type EncryptionKey, type Keyring } from "@lumenflow/runtime";

/** @throws WrongKey where a key is not the one that sealed what is stored. */
export async function openKeyring(
  keys: readonly EncryptionKey[],
  database: Pick<Database, "installation">,
): Promise<Keyring> {
  const keyring = createKeyring(keys);
  await checkCanary(database.installation, keyring);
  return keyring;
}
