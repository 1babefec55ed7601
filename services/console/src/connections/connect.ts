/** Connects a bot: Telegram is asked first, and only then anything is stored. */
import { problem } from "@lumenflow/api";
import { newId } from "@lumenflow/db";
import { newWebhookKeyId } from "@lumenflow/runtime";
import { apiRootFor, unknownKinds, updateKinds } from "@lumenflow/telegram";
import type { ConnectionDeps } from "./deps.ts";
import { keepPicture } from "./look-at-picture.ts";
import { newSecret } from "./new-secret.ts";
import { botOf, identify, readToken } from "./telegram.ts";

export interface ConnectRequest {
  readonly workspaceId: string;
  readonly initiator: string;
  readonly botToken: string;
  readonly displayName?: string | undefined;
  readonly allowedUpdates?: readonly string[] | undefined;
  readonly pendingUpdates: "keep" | "drop";
}

/**
 * Stores a connection whose token Telegram has just accepted, and returns its id.
 * @throws Problem E010, E040, E042; E023 where the bot is connected already, in any workspace.
 */
export async function connect(request: ConnectRequest, deps: ConnectionDeps): Promise<string> {
  const { database, keyring, telegram } = deps;
  const token = readToken(request.botToken);
  checkKinds(request.allowedUpdates ?? [], telegram.newerKinds);
  const bot = await identify(token, deps);
  const id = newId("connection");
  const secret = newSecret(id, keyring);
  const stored = await database.connections.add({
    id,
    workspaceId: request.workspaceId,
    bot,
    displayName: request.displayName,
    apiRoot: apiRootFor(token, telegram.roots()),
    webhookKeyId: newWebhookKeyId(),
    secretDigest: secret.digest,
    allowedUpdates: request.allowedUpdates ?? [],
    dropPendingUpdates: request.pendingUpdates === "drop",
    sealedToken: keyring.seal(token, id),
    sealedSecret: secret.sealed,
    createdBy: request.initiator,
  });
  if (!stored) {
    throw problem.conflict(
      "This bot is connected already. A bot belongs to one connection; disconnect it there first.",
    );
  }
  await keepPicture(
    { workspaceId: request.workspaceId, id, botId: bot.id },
    botOf(token, deps),
    deps,
  );
  return id;
}

/** Telegram would say nothing to a misspelt kind, and never deliver it. @throws Problem E010 */
function checkKinds(asked: readonly string[], newer: readonly string[] = []): void {
  const unknown = unknownKinds(asked, newer);
  if (unknown.length === 0) return;
  const known = [...updateKinds, ...newer].join(", ");
  throw problem.invalid(
    unknown.map((kind) => ({
      path: `allowedUpdates.${asked.indexOf(kind)}`,
      message: `${kind} is no kind of update that Telegram is known to have. There are: ${known}. One that it has had since is allowed by the operator, in LUMENFLOW_UPDATE_KINDS`,
    })),
  );
}
