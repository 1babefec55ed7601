/** `audit verify`: proves the trails of this installation against its own signing keys. */
import { proveTrail } from "@lumenflow/audit";
import { checkpointPurpose, type Proof } from "@lumenflow/governance";
import { keyringOf } from "../place.ts";
import { withSchema } from "./open.ts";
import { CliError, parse, say } from "./terminal.ts";

export async function verifyAudit(args: string[]): Promise<number> {
  const { values } = parse(args, { workspace: { type: "string" } });
  return withSchema(async ({ config, database }) => {
    const keyring = keyringOf(config);
    if (keyring === undefined) {
      throw new CliError("Set LUMENFLOW_ENCRYPTION_KEYS: what signs trails is derived from them.");
    }
    const known = keyring.signingKeys(checkpointPurpose).map(({ publicKey }) => publicKey);
    const asked = (await database.workspaces.all()).filter(
      ({ id }) => values.workspace === undefined || id === values.workspace,
    );
    if (asked.length === 0)
      throw new CliError(`There is no workspace ${values.workspace ?? "yet"}.`);
    let broken = 0;
    for (const { id } of asked) {
      const proof = await proveTrail(database.trails, id, (publicKey) => known.includes(publicKey));
      say(describe(proof));
      if (!proof.ok) broken += 1;
    }
    return broken === 0 ? 0 : 1;
  });
}

function describe(proof: Proof): string {
  const { workspaceId, entries, after, through, unsealed, checkpoint, broken } = proof;
  const waiting = unsealed === 0 ? "" : `; ${unsealed} wait for the sealer and are not proven yet`;
  if (broken !== null) return `✗ ${workspaceId}: ${broken.problem}${waiting}`;
  if (checkpoint === null) return `✓ ${workspaceId}: nothing is sealed yet${waiting}`;
  const { at, keyId, hash } = checkpoint;
  const which = `${entries} entries (${after + 1} to ${through})`;
  return `✓ ${workspaceId}: ${which}, signed with ${keyId} at ${at}, ending in ${hash}${waiting}`;
}
