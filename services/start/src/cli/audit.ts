/** `audit verify`: proves the trails of this installation, or an exported file, against signing keys that are trusted. */
import { createReadStream } from "node:fs";
import { type FileProof, NotAnExport, proveFile, proveTrail } from "@lumenflow/audit";
import { checkpointPurpose, type Proof } from "@lumenflow/governance";
import { readCliConfig } from "../config.ts";
import { hasKeyFile } from "../key-file.ts";
import { keyringOf } from "../place.ts";
import { withSchema } from "./open.ts";
import { CliError, parse, say, UsageError } from "./terminal.ts";
import { workspacesOf } from "./workspace-of.ts";

export async function verifyAudit(args: string[]): Promise<number> {
  const { values } = parse(args, {
    workspace: { type: "string" },
    file: { type: "string" },
    key: { type: "string", multiple: true },
  });
  if (values.file !== undefined) return verifyFile(values.file, values.key ?? []);
  if (values.key !== undefined) throw new UsageError("--key goes with --file.");
  return withSchema(async ({ config, database }) => {
    const keyring = keyringOf(config);
    if (keyring === undefined) {
      throw new CliError("Set LUMENFLOW_ENCRYPTION_KEYS: what signs trails is derived from them.");
    }
    const known = keyring.signingKeys(checkpointPurpose).map(({ publicKey }) => publicKey);
    const asked = await workspacesOf(database, values.workspace);
    if (asked.length === 0) throw new CliError("There is no workspace yet.");
    let broken = 0;
    for (const { id } of asked) {
      const proof = await proveTrail(database.trails, id, (publicKey) => known.includes(publicKey));
      say(describe(proof));
      if (!proof.ok) broken += 1;
    }
    return broken === 0 ? 0 : 1;
  });
}

/** Needs neither a database nor a secret: whoever has the file and a public key can do it anywhere. */
async function verifyFile(path: string, given: readonly string[]): Promise<number> {
  const trusted = given.length > 0 ? given : ownKeys();
  if (trusted.length === 0) {
    throw new CliError(
      "Say whose signature you trust: --key <public key>, as GET /api/v1/audit/verify of your installation shows it, or set LUMENFLOW_ENCRYPTION_KEYS.",
    );
  }
  const text = createReadStream(path, { encoding: "utf8" });
  try {
    const proof = await proveFile(text, (publicKey) => trusted.includes(publicKey));
    say(describeFile(path, proof));
    return proof.ok ? 0 : 1;
  } catch (error) {
    if (error instanceof NotAnExport) {
      throw new CliError(`${path} is not an exported audit trail: ${error.message}.`);
    }
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new CliError(`There is no file ${path}.`);
    }
    throw error;
  } finally {
    text.destroy();
  }
}

/** Of the given keys, or of the embedded default's file where there is one already. */
function ownKeys(): string[] {
  const config = readCliConfig();
  const keys = config.LUMENFLOW_ENCRYPTION_KEYS;
  if (keys === undefined && !hasKeyFile(config.LUMENFLOW_DATA_DIR)) return [];
  const keyring = keyringOf({ ...config, DATABASE_URL: undefined });
  return keyring?.signingKeys(checkpointPurpose).map(({ publicKey }) => publicKey) ?? [];
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

function describeFile(path: string, proof: FileProof): string {
  const { workspaceId, entries, after, through, unsealed, checkpoint, broken, row } = proof;
  if (broken !== null) return `✗ ${path}, row ${row}: ${broken.problem}`;
  const asked =
    proof.from === null && proof.to === null
      ? ""
      : `, asked for from ${proof.from ?? "the beginning"} to ${proof.to ?? "the end"}`;
  const open = unsealed === 0 ? "" : `; ${unsealed} were not sealed then: nothing proves them`;
  if (checkpoint === null) return `✓ ${path}: ${workspaceId}, no sealed entries${asked}${open}`;
  const { at, keyId, hash } = checkpoint;
  const which = `${entries} entries (${after + 1} to ${through})${asked}`;
  return `✓ ${path}: ${workspaceId}, ${which}, signed with ${keyId} at ${at}, ending in ${hash}${open}`;
}
