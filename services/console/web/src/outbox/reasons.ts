/** For what messages wait, as it stands in the page's address. */
import type { WaitingFor } from "../api/contract.ts";
import { waitWords } from "../messages/status-words.ts";

export type Reason = WaitingFor | "sending";

export function isReason(value: unknown): value is Reason {
  return typeof value === "string" && (value === "sending" || Object.hasOwn(waitWords, value));
}
