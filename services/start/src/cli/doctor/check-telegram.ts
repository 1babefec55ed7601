/** Looks whether the Bot API server answers from here. */
import { createBotApi, createTransport } from "@lumenflow/telegram";
import type { Opened } from "../open.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

/** Of the right shape and nobody's: being refused is the answer we look for. */
const nobody = `1:${"A".repeat(35)}`;
const timeoutMs = 5_000;

export async function checkTelegram({ config }: Opened): Promise<Finding[]> {
  const transport = createTransport();
  const apiRoot = config.TELEGRAM_API_ROOT;
  try {
    const api = createBotApi({ token: nobody, apiRoot, timeoutMs, transport });
    const answer = await api.getMe();
    const reached = answer.kind !== "unknown";
    const findings = [
      reached
        ? ok("Telegram", `${apiRoot} answers`)
        : fault("Telegram", `${apiRoot} does not answer (${answer.cause}): check the network`),
    ];
    if (config.PUBLIC_URL === undefined) {
      findings.push(
        warning("PUBLIC_URL", "is not set: the updates of Telegram's bots are asked for instead"),
      );
    }
    return findings;
  } finally {
    await transport.close();
  }
}
