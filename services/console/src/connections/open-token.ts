/** Opens a connection's stored token, and says in words why it cannot be. */
import { problem } from "@lumenflow/api";
import type { ConnectionRow, Database } from "@lumenflow/db";
import { CannotOpen, type Keyring } from "@lumenflow/runtime";

export interface OpenTokenDeps {
  readonly database: Pick<Database, "credentials">;
  readonly keyring: Keyring;
}

/** @throws Problem E041 */
export async function openToken(
  { workspaceId, id }: Pick<ConnectionRow, "workspaceId" | "id">,
  { database, keyring }: OpenTokenDeps,
): Promise<string> {
  const sealed = await database.credentials.find(workspaceId, id);
  if (sealed === null) throw problem.notUsable("This connection's token is erased.");
  try {
    return keyring.open(sealed.botToken, id);
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    const { reason, remedy } = error.explain("The stored bot token");
    throw problem.notUsable(`${reason} ${remedy}`);
  }
}
