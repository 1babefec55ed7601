/** What BotFather does: makes bots, gives them pictures, shows their tokens, revokes them. */
import { z } from "zod";
import type { Core } from "../core.ts";
import { pictureSize } from "../state/picture-size.ts";
import type { Bot } from "../state/types.ts";
import type { Webhooks } from "../webhook/webhooks.ts";
import { conflicting, created, findBot, invalid, list, ok, type Route, readJson } from "./route.ts";

const newBot = z.object({
  name: z.string().trim().min(1).max(64),
  username: z
    .string()
    .trim()
    .regex(
      /^@?[a-z]\w{1,28}bot$/i,
      "5–32 letters, digits or _, beginning with a letter and ending in bot",
    )
    .transform((username) => username.replace(/^@/, "")),
});

/** Null takes it away. */
const newPicture = z.object({ base64: z.base64().max(700_000).nullable() });

export function botRoutes(
  deps: Pick<Core, "bots" | "pictures" | "updates" | "events"> & { webhooks: Webhooks },
): Route[] {
  const { bots, pictures, updates, events, webhooks } = deps;

  const view = (bot: Bot) => ({
    id: String(bot.id),
    name: bot.name,
    username: bot.username,
    createdAt: new Date(bot.createdAt).toISOString(),
    loggedOut: bot.loggedOut,
    picture: bot.picture === undefined ? null : pictures.of(bot, bot).fileId,
    webhook: bot.webhook
      ? {
          url: bot.webhook.url.replace(/([?&]key=)[^&#]*/g, "$1***"),
          maxConnections: bot.webhook.maxConnections,
          lastErrorMessage: bot.webhook.lastErrorMessage ?? null,
        }
      : null,
    pendingUpdateCount: updates.count(bot.id),
  });
  const withToken = (bot: Bot) => ({
    id: String(bot.id),
    username: bot.username,
    token: bot.token,
  });

  return [
    {
      method: "POST",
      path: "/bots",
      handle({ text }) {
        const input = readJson(newBot, text);
        if (bots.byUsername(input.username)) {
          throw conflicting("This username is taken. Try another one.");
        }
        const bot = bots.create(input);
        events.publish({ type: "bots" });
        return created(withToken(bot));
      },
    },
    { method: "GET", path: "/bots", handle: () => list(bots.all().map(view)) },
    {
      method: "GET",
      path: "/bots/:id/token",
      handle: ({ params }) => ok(withToken(findBot(bots, params.id))),
    },
    {
      method: "POST",
      path: "/bots/:id/picture",
      handle({ params, text }) {
        const bot = findBot(bots, params.id);
        const { base64 } = readJson(newPicture, text);
        if (base64 !== null && pictureSize(Buffer.from(base64, "base64")) === undefined) {
          throw invalid("A picture is a JPEG or a PNG.");
        }
        bot.picture = base64 ?? undefined;
        bots.save(bot);
        events.publish({ type: "bots" });
        return ok(view(bot));
      },
    },
    {
      method: "POST",
      path: "/bots/:id/revoke",
      handle({ params }) {
        const bot = findBot(bots, params.id);
        bots.revoke(bot);
        webhooks.refresh(bot);
        events.publish({ type: "bots" });
        return ok(withToken(bot));
      },
    },
  ];
}
