/** Who takes a bot's updates away from us while we ask for them. */
import type { Answer } from "./answer.ts";

/** `other_poller`: another call of getUpdates. `webhook_set`: a webhook stands, or has just been set. */
export type PollingConflict = "other_poller" | "webhook_set";

/** Null where the answer is no conflict. The three texts: Client.cpp 15700-15706, 16225-16237. */
export function pollingConflictOf(answer: Answer): PollingConflict | null {
  if (answer.kind !== "refused" || answer.code !== 409) return null;
  return /webhook/i.test(answer.description) ? "webhook_set" : "other_poller";
}
