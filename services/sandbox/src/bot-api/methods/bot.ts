/** getMe, logOut, close and getUpdates: what concerns the bot itself. */
import { tooManyRequests } from "../errors.ts";
import { type Method, RawJson } from "../method.ts";
import { botJson } from "../render.ts";

const CLOSE_REFUSED_MS = 600_000;

/** Group privacy is off: bots of the sandbox read everything in their groups. */
export const getMe: Method = (_deps, { bot }) => ({
  ...botJson(bot),
  can_join_groups: true,
  can_read_all_group_messages: true,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
});

/** From here on every call of this bot answers 400 `Logged out`, until its token is revoked. */
export const logOut: Method = (deps, { bot }) => {
  bot.loggedOut = true;
  bot.webhook = undefined;
  deps.bots.save(bot);
  deps.webhooks.refresh(bot);
  return true;
};

export const close: Method = (deps) => {
  const left = CLOSE_REFUSED_MS - (Date.now() - deps.startedAt);
  if (left > 0) throw tooManyRequests(Math.ceil(left / 1_000));
  return true;
};

export const getUpdates: Method = async (deps, { bot, params, signal }) => {
  const updates = await deps.polling.getUpdates(bot, {
    offset: params.int("offset"),
    limit: params.int("limit", 100),
    timeout: params.int("timeout"),
    onAdmitted() {
      if (!params.has("allowed_updates")) return;
      deps.webhooks.setAllowedUpdates(bot, params.json("allowed_updates"));
    },
    signal,
  });
  return new RawJson(`[${updates.map((update) => update.text).join(",")}]`);
};
