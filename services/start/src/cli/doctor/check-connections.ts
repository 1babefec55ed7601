/** Looks at every connection: does its token work, and does Telegram deliver to us? */
import type { ConnectionRow } from "@lumenflow/db";
import { refusedBot } from "@lumenflow/governance";
import { type Assessment, judge, wantedWebhook } from "@lumenflow/registration";
import { describeError, type Keyring } from "@lumenflow/runtime";
import {
  apiRootFor,
  classify,
  createBotApi,
  createTransport,
  isSandboxToken,
  type Transport,
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
  const origins = originsOf(config, () => config.PORT);
  const apiRoot = apiRootFor(token, origins.roots());
  const info = await createBotApi({ token, apiRoot, timeoutMs, transport }).getWebhookInfo();
  if (info.kind !== "ok") {
    const outcome = classify({ method: "getWebhookInfo", answer: info });
    if (outcome.class === "connection_unusable") return fault(part, wordsOf(refusedBot(outcome)));
    return warning(part, `could not be asked about (${outcome.description})`);
  }
  const origin = origins.webhook({ sandbox: isSandboxToken(token) });
  const macKey = await database.installation.secret("webhook-mac");
  const known = await database.checks.known(row.id);
  if (known === null) return ok(part, "is being disconnected");
  const newerKinds = config.LUMENFLOW_UPDATE_KINDS;
  const wanted = origin === null ? null : wantedWebhook(row, origin, macKey, newerKinds);
  const assessment = judge({ connection: row, info: info.result, wanted }, known, macKey);
  return wanted === null
    ? findingOfPolled(part, row, assessment, await database.polling.isOwned(row.id))
    : findingOf(part, row, assessment);
}

function findingOf(part: string, row: ConnectionRow, { verdict, trouble }: Assessment): Finding {
  if (row.status === "action_required") {
    return fault(part, wordsOf({ reason: row.statusReason, remedy: row.statusRemedy }));
  }
  if (trouble !== null) {
    const level = verdict === "failing" ? warning : fault;
    return level(part, wordsOf(trouble));
  }
  if (verdict === "set") return warning(part, "its webhook is not registered yet");
  return ok(part, `${row.status}, delivers to ${row.registeredUrl ?? "us"}`);
}

/** How its updates come, who polls knows; a webhook in the way and a poller that is missing show here. */
function findingOfPolled(
  part: string,
  row: ConnectionRow,
  { verdict, trouble }: Assessment,
  owned: boolean,
): Finding {
  if (row.status === "action_required") {
    return fault(part, wordsOf({ reason: row.statusReason, remedy: row.statusRemedy }));
  }
  if (trouble !== null && verdict !== "failing") return fault(part, wordsOf(trouble));
  if (!owned)
    return warning(part, "nobody asks for its updates at present: is a registrar running?");
  return ok(part, `${row.status}, asked for its updates (long polling)`);
}

function wordsOf({
  reason,
  remedy,
}: {
  readonly reason: string | null;
  readonly remedy: string | null;
}): string {
  return [reason ?? "needs a person", remedy ?? ""].join(" ").trim();
}
