/** setWebhook, deleteWebhook and getWebhookInfo. */

import { readWebhook } from "../../webhook/read-webhook.ts";
import { badRequest } from "../errors.ts";
import { Described, type Method } from "../method.ts";

const CERTIFICATE_LIMIT = 3 * 1024 * 1024;

/** An empty url deletes, as on the real server. */
export const setWebhook: Method = async (deps, call) => {
  const { bot, params } = call;
  if (!params.text("url")) return deleteWebhook(deps, call);
  const certificate = params.file("certificate");
  if (certificate && certificate.bytes.length > CERTIFICATE_LIMIT) {
    throw badRequest(`certificate size is too big (${certificate.bytes.length} bytes)`);
  }
  const wanted = readWebhook(params, certificate?.bytes.toString("utf8"));
  const description = await deps.webhooks.set(bot, wanted, {
    allowedUpdates: params.json("allowed_updates"),
    dropPending: params.bool("drop_pending_updates"),
  });
  return new Described(true, description);
};

export const deleteWebhook: Method = (deps, { bot, params }) =>
  new Described(true, deps.webhooks.delete(bot, params.bool("drop_pending_updates")));

/** Field order as in Client.cpp 5945-5980. The secret is never given back. */
export const getWebhookInfo: Method = (deps, { bot }) => {
  const { webhook, allowedUpdates } = bot;
  return {
    url: webhook?.url ?? "",
    has_custom_certificate: webhook?.certificate !== undefined,
    pending_update_count: deps.updates.count(bot.id),
    ...(webhook?.lastErrorDate
      ? { last_error_date: webhook.lastErrorDate, last_error_message: webhook.lastErrorMessage }
      : {}),
    ...(webhook
      ? { max_connections: webhook.maxConnections, ip_address: webhook.ipAddress || "<unknown>" }
      : {}),
    ...(allowedUpdates ? { allowed_updates: allowedUpdates } : {}),
  };
};
