/** Stores another token of the same bot, once Telegram has said that it is one. */
import { problem } from "@lumenflow/api";
import type { ConnectionRow } from "@lumenflow/db";
import { CannotOpen } from "@lumenflow/runtime";
import { apiRootFor } from "@lumenflow/telegram";
import type { ConnectionDeps } from "./deps.ts";
import { keepPicture } from "./look-at-picture.ts";
import { newSecret } from "./new-secret.ts";
import { botOf, identify, readToken } from "./telegram.ts";

/** @throws Problem E010, E023 where the token is another bot's, E040, E041, E042 */
export async function replaceToken(
  connection: ConnectionRow,
  request: { readonly botToken: string; readonly initiator: string },
  deps: ConnectionDeps,
): Promise<void> {
  const { database, keyring, telegram } = deps;
  const { workspaceId, id } = connection;
  const token = readToken(request.botToken);
  const bot = await identify(token, deps);
  if (bot.id !== connection.botId) {
    throw problem.conflict(
      `This is the token of another bot, @${bot.username}; the connection is of @${connection.botUsername}. Copy that bot's token, or connect the other bot by itself.`,
    );
  }
  const stored = await database.credentials.replaceToken({
    workspaceId,
    id,
    bot,
    apiRoot: apiRootFor(token, telegram.roots()),
    sealedToken: keyring.seal(token, id),
    secret: (await secretOpens(connection, deps)) ? undefined : newSecret(id, keyring),
    initiator: request.initiator,
  });
  if (!stored) {
    throw problem.notUsable("This connection is being disconnected. Connect the bot again.");
  }
  await keepPicture(connection, botOf(token, deps), deps);
}

/** With the key lost that sealed the token, its secret is lost too, and is rotated along. */
async function secretOpens(
  { workspaceId, id }: ConnectionRow,
  { database, keyring }: ConnectionDeps,
): Promise<boolean> {
  const sealed = await database.credentials.find(workspaceId, id);
  if (sealed?.webhookSecret == null) return false;
  try {
    keyring.open(sealed.webhookSecret, id);
    return true;
  } catch (error) {
    if (error instanceof CannotOpen) return false;
    throw error;
  }
}
