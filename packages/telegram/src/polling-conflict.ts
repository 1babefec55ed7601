/** Who takes a bot's updates away from us while we ask for them, in words for a person. */
import type { Answer } from "./answer.ts";

export interface PollingConflict {
  /** A stable name of the case, fit for logs and metrics. */
  readonly code: "other_poller" | "webhook_set";
  readonly reason: string;
  readonly remedy: string;
}

const otherPoller: PollingConflict = {
  code: "other_poller",
  reason:
    "Another program reads this bot's messages by getUpdates, so that some of them go there and never come here.",
  remedy:
    "Stop that program. If you do not know which it is, let BotFather give the bot a new token (/revoke) and connect it with that: the other program's token stops working.",
};

const webhookSet: PollingConflict = {
  code: "webhook_set",
  reason:
    "Another service has set a webhook for this bot: Telegram delivers the messages there and gives us none.",
  remedy:
    "Remove the bot from that service, then register the connection again: that takes the webhook away.",
};

/** Null where the answer is no conflict. The three texts: Client.cpp 15700-15706, 16225-16237. */
export function pollingConflictOf(answer: Answer): PollingConflict | null {
  if (answer.kind !== "refused" || answer.code !== 409) return null;
  return /webhook/i.test(answer.description) ? webhookSet : otherPoller;
}
