/** `keys rotate-encryption`: seals everything anew with the first encryption key, so that older ones may go. */
import { resealFactor } from "@lumenflow/accounts";
import { checkCanary, type Database } from "@lumenflow/db";
import type { Keyring } from "@lumenflow/runtime";
import { keyringOf } from "../place.ts";
import { withSchema } from "./open.ts";
import { CliError, parse, say } from "./terminal.ts";

type Place = Database["sealed"]["places"][number];

export async function rotateEncryption(args: string[]): Promise<number> {
  parse(args, {});
  return withSchema(async ({ config, database }) => {
    const keyring = keyringOf(config);
    if (keyring === undefined) {
      throw new CliError(
        "Set LUMENFLOW_ENCRYPTION_KEYS: the new key first, the old ones behind it.",
      );
    }
    await checkCanary(database.installation, keyring);
    const { currentKeyId } = keyring;
    const lost: string[] = [];
    let sealed = 0;
    for (const place of database.sealed.places) {
      for (const found of await database.sealed.all(place)) {
        try {
          const anew = await resealed(keyring, place, found);
          if (anew === null) continue;
          // One that was replaced meanwhile was sealed by a role, which has the same keys.
          if (await database.sealed.exchange(place, found, anew)) sealed += 1;
        } catch {
          lost.push(`${place.name}: ${found.id}`);
        }
      }
    }
    say(`${sealed} values were sealed anew with key ${currentKeyId}`);
    if (lost.length > 0) {
      throw new CliError(
        `Not to be opened with the keys of LUMENFLOW_ENCRYPTION_KEYS, and left as they are: ${lost.join(", ")}. Put the key that sealed them behind the first, and run this again.`,
      );
    }
    await database.transaction(async (tx) => {
      // What is entered now is signed with the new key, and covers all before it.
      for (const { id } of await tx.workspaces.all()) {
        const detail = { keyId: currentKeyId };
        const action = "installation.encryption_rotated";
        await tx.audit.append({ workspaceId: id, action, initiator: "system", detail });
      }
      await tx.installation.forgetCanariesBut(currentKeyId);
    });
    const old = keyring.keyIds.filter((id) => id !== currentKeyId);
    if (old.length > 0) {
      const gone = old.join(", ");
      say(
        `Nothing stored is sealed with ${gone} any more. Once every role has run with ${currentKeyId} first, also while`,
      );
      say(
        `this command did, take ${gone} out of LUMENFLOW_ENCRYPTION_KEYS: audit verify then passes without it.`,
      );
    }
    return 0;
  });
}

async function resealed(
  keyring: Keyring,
  { table }: Place,
  { id, value }: { readonly id: string; readonly value: string },
): Promise<string | null> {
  if (table === "two_factors") return resealFactor(keyring, value);
  if (value.split(".")[1] === keyring.currentKeyId) return null;
  return keyring.seal(keyring.open(value, id), id);
}
