/** Asks Telegram now whether a bot and its webhook are in order, and keeps what that means. */
import type { ConnectionRow } from "@lumenflow/db";
import { refusedBot } from "@lumenflow/governance";
import { look, wantedWebhook } from "@lumenflow/registration";
import { classify, isSandboxToken } from "@lumenflow/telegram";
import type { ConnectionDeps } from "./deps.ts";
import { keepPicture } from "./look-at-picture.ts";
import { openToken } from "./open-token.ts";
import { botOf, refusalOf } from "./telegram.ts";

/**
 * The guardian's look, taken now. `repair` says that the registrar has something to do.
 * @throws Problem E040 (recorded too), E041, E042
 */
export async function verify(
  connection: ConnectionRow,
  deps: ConnectionDeps,
): Promise<{ readonly repair: boolean }> {
  const { connections, registrations } = deps.database;
  const { id, workspaceId, registrationAttempt: attempt } = connection;
  const token = await openToken(connection, deps);
  const bot = botOf(token, deps);
  const [me, info] = await Promise.all([bot.getMe(), bot.getWebhookInfo()]);
  if (me.kind !== "ok") {
    const refusal = refusalOf("getMe", me);
    if (refusal.code === "E040") {
      const trouble = refusedBot(classify({ method: "getMe", answer: me }));
      // A token that was replaced while Telegram thought says nothing about the new one.
      await registrations.needsPerson(id, trouble, { attempt });
    }
    throw refusal;
  }
  if (info.kind !== "ok") throw refusalOf("getWebhookInfo", info);
  await connections.nameBot(workspaceId, id, me.result);
  await keepPicture({ workspaceId, id, botId: me.result.id }, bot, deps);
  const origin = deps.telegram.webhookOrigin({ sandbox: isSandboxToken(token) });
  // How this bot is to be reached then, the registrar knows.
  if (origin === null) return { repair: true };
  const { newerKinds } = deps.telegram;
  const wanted = wantedWebhook(connection, origin, deps.macKey, newerKinds);
  const found = await look({ connection, info: info.result, wanted }, deps);
  return { repair: found?.verdict === "set" };
}
