/** Looks at every connection: does its token work, and does Telegram deliver to us? */
import type { ConnectionRow } from "@lumenflow/db";
import { describeError, type Keyring, readWebhookKey } from "@lumenflow/runtime";
import {
  apiRootFor,
  createBotApi,
  createTransport,
  type Transport,
  type WebhookInfo,
} from "@lumenflow/telegram";
import { originsOf } from "../../origins.ts";
import { keyringOf } from "../../place.ts";
import type { Opened } from "../open.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

const timeoutMs = 5_000;
const atOnce = 8;

export async function checkConnections(opened: Opened): Promise<Finding[]> {
  const keyring = keyringOf(opened.config);
  const connections = await opened.database.connections.everyLive();
  if (connections.length === 0) return [ok("connections", "none yet")];
  if (keyring === undefined) return [];
  const transport = createTransport();
  try {
    const findings: Finding[] = [];
    for (let from = 0; from < connections.length; from += atOnce) {
      const some = connections.slice(from, from + atOnce);
      findings.push(
        ...(await Promise.all(some.map((row) => look(row, keyring, transport, opened)))),
      );
    }
    return findings;
  } finally {
    await transport.close();
  }
}

async function look(
  row: ConnectionRow,
  keyring: Keyring,
  transport: Transport,
  { config, database }: Opened,
): Promise<Finding> {
  const part = `@${row.botUsername} (${row.id})`;
  const sealed = await database.credentials.find(row.workspaceId, row.id);
  if (sealed === null) return fault(part, "has no stored token: connect the bot again");
  let token: string;
  try {
    token = keyring.open(sealed.botToken, row.id);
  } catch (error) {
    return fault(part, describeError(error).message);
  }
  const apiRoot = apiRootFor(token, originsOf(config, () => config.PORT).roots());
  const info = await createBotApi({ token, apiRoot, timeoutMs, transport }).getWebhookInfo();
  if (info.kind === "refused") {
    return fault(part, `Telegram refuses its token (${info.description}): paste the current one`);
  }
  if (info.kind === "unknown") return warning(part, `could not be asked about (${info.cause})`);
  return judge(part, row, info.result, await database.installation.secret("webhook-mac"));
}

function judge(part: string, row: ConnectionRow, info: WebhookInfo, macKey: Uint8Array): Finding {
  if (row.status === "action_required") return fault(part, row.statusReason ?? "needs a person");
  if (info.url === "") return fault(part, "has no webhook at Telegram: register it again");
  const key = URL.canParse(info.url) ? new URL(info.url).searchParams.get("key") : null;
  if (key === null || readWebhookKey(macKey, key) !== row.webhookKeyId) {
    return fault(part, "delivers to somebody else's webhook: stop that, then register it again");
  }
  // Telegram keeps an error after later successes; it matters while updates wait.
  if (info.lastErrorMessage !== null && info.pendingUpdateCount > 0) {
    const waiting = `${info.pendingUpdateCount} updates wait`;
    return warning(part, `${waiting}; Telegram's last error: ${info.lastErrorMessage}`);
  }
  return ok(part, `${row.status}, delivers to ${row.registeredUrl ?? "us"}`);
}
