/** Asks Telegram now whether a bot and its webhook are in order, and stores what it says. */
import { problem } from "@lumenflow/api";
import type { ConnectionRow } from "@lumenflow/db";
import { refusedBot } from "@lumenflow/governance";
import { CannotOpen } from "@lumenflow/runtime";
import { classify } from "@lumenflow/telegram";
import type { ConnectionDeps } from "./deps.ts";
import { botOf, refusalOf } from "./telegram.ts";

/** @throws Problem E040 (recorded too), E041, E042 */
export async function verify(connection: ConnectionRow, deps: ConnectionDeps): Promise<void> {
  const { connections, registrations } = deps.database;
  const { id, workspaceId } = connection;
  const bot = botOf(await openToken(connection, deps), deps);
  const [me, info] = await Promise.all([bot.getMe(), bot.getWebhookInfo()]);
  if (me.kind !== "ok") {
    const refusal = refusalOf("getMe", me);
    if (refusal.code === "E040") {
      await registrations.needsPerson(id, refusedBot(classify({ method: "getMe", answer: me })));
    }
    throw refusal;
  }
  if (info.kind !== "ok") throw refusalOf("getWebhookInfo", info);
  await connections.nameBot(workspaceId, id, me.result);
  await registrations.seen(id, {
    pendingUpdateCount: info.result.pendingUpdateCount,
    lastError: info.result.lastErrorMessage,
    lastErrorAt: info.result.lastErrorDate,
  });
}

async function openToken(
  { workspaceId, id }: ConnectionRow,
  { database, keyring }: ConnectionDeps,
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
