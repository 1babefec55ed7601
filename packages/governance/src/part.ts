/** The life of a part: one Bot API call, the unit that is claimed, paced and put in doubt. */
import type { Machine } from "./machine.ts";
import type { MessageStatus } from "./message.ts";

export type PartStatus =
  | "waiting"
  | "queued"
  | "sending"
  | "sent"
  | "failed"
  | "uncertain"
  | "cancelled";

/**
 * `waiting`: not to be sent yet, because the message awaits approval or its time, or because an
 * earlier part failed or is in doubt, or an earlier message of a strict sequence is not finished.
 * `queued`: has a place in the line.
 */
export const partMachine: Machine<PartStatus> = {
  name: "part",
  initial: ["waiting", "queued"],
  states: ["waiting", "queued", "sending", "sent", "uncertain", "failed", "cancelled"],
  transitions: [
    { from: "waiting", to: "queued", event: "approved", actor: "approver" },
    { from: "waiting", to: "queued", event: "due", actor: "keeper" },
    { from: "waiting", to: "queued", event: "the part before is settled", actor: "operator" },
    { from: "waiting", to: "queued", event: "its turn has come", actor: "keeper" },
    { from: "waiting", to: "cancelled", event: "the message ended", actor: "requester" },
    { from: "waiting", to: "cancelled", event: "expired", actor: "keeper" },
    { from: "queued", to: "sending", event: "claimed", actor: "sender" },
    { from: "queued", to: "waiting", event: "the part before is not settled", actor: "sender" },
    { from: "queued", to: "waiting", event: "not yet its turn", actor: "sender" },
    { from: "queued", to: "cancelled", event: "cancel", actor: "requester" },
    { from: "queued", to: "cancelled", event: "expired", actor: "keeper" },
    { from: "sending", to: "sent", event: "Telegram's message id", actor: "sender" },
    { from: "sending", to: "failed", event: "refused", actor: "sender" },
    { from: "sending", to: "uncertain", event: "may have been sent", actor: "sender" },
    { from: "sending", to: "queued", event: "certainly not sent", actor: "sender" },
    { from: "uncertain", to: "sent", event: "a late answer", actor: "sender" },
    { from: "uncertain", to: "sent", event: "resolved: delivered", actor: "operator" },
    { from: "uncertain", to: "failed", event: "a late refusal", actor: "sender" },
    { from: "uncertain", to: "queued", event: "resolved: resend", actor: "operator" },
    { from: "uncertain", to: "failed", event: "resolved: abandon", actor: "operator" },
    { from: "uncertain", to: "queued", event: "the connection resends", actor: "policy" },
    { from: "uncertain", to: "failed", event: "the connection abandons", actor: "policy" },
    { from: "failed", to: "queued", event: "retry", actor: "requester" },
  ],
};

/**
 * The status of a message as its parts show it, or null where they do not decide: before the gate
 * (`pending_approval`, `scheduled`) and where nothing was sent for a reason only the message knows
 * (`rejected`, `expired`, `cancelled`, `blocked`). On null the message keeps its own status.
 *
 * Doubt comes first, since only a person can end it; then work that is still to be done; then
 * failure; `sent` only when every part is, `cancelled` where the rest was given up.
 * @throws RangeError for a message without parts.
 */
export function statusOfParts(parts: readonly PartStatus[]): MessageStatus | null {
  if (parts.length === 0) throw new RangeError("A message has at least one part.");
  const has = (status: PartStatus) => parts.includes(status);
  if (has("uncertain")) return "uncertain";
  if (has("sending")) return "sending";
  if (has("queued")) return has("sent") || has("failed") ? "sending" : "queued";
  if (has("failed")) return "failed";
  if (parts.every((status) => status === "sent")) return "sent";
  if (!has("sent")) return null;
  return has("waiting") ? "sending" : "cancelled";
}
