/** Makes a webhook secret as it is stored: sealed for the registrar, its digest for ingress. */
import { createHash } from "node:crypto";
import type { NewSecret } from "@lumenflow/db";
import type { Keyring } from "@lumenflow/runtime";
import { generateSecretToken } from "@lumenflow/telegram";

export function newSecret(connectionId: string, keyring: Pick<Keyring, "seal">): NewSecret {
  const secret = generateSecretToken();
  return {
    digest: createHash("sha256").update(secret).digest(),
    sealed: keyring.seal(secret, connectionId),
  };
}
