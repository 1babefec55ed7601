/** The life of a message: one request to send, which a person or a policy lets through. */
import { isTerminal, type Machine } from "./machine.ts";

export type MessageStatus =
  | "pending_approval"
  | "scheduled"
  | "queued"
  | "sending"
  | "sent"
  | "failed"
  | "uncertain"
  | "rejected"
  | "expired"
  | "cancelled"
  | "blocked";

/** Once a message is `queued`, its status follows from its parts (`statusOfParts`). */
export const messageMachine: Machine<MessageStatus> = {
  name: "message",
  initial: ["pending_approval", "scheduled", "queued", "blocked"],
  states: [
    "pending_approval",
    "scheduled",
    "queued",
    "sending",
    "sent",
    "uncertain",
    "failed",
    "rejected",
    "expired",
    "cancelled",
    "blocked",
  ],
  transitions: [
    { from: "pending_approval", to: "queued", event: "approved", actor: "approver" },
    { from: "pending_approval", to: "scheduled", event: "approved for later", actor: "approver" },
    { from: "pending_approval", to: "rejected", event: "rejected", actor: "approver" },
    { from: "pending_approval", to: "blocked", event: "edited into a block", actor: "policy" },
    { from: "pending_approval", to: "expired", event: "expired", actor: "keeper" },
    { from: "pending_approval", to: "cancelled", event: "cancel", actor: "requester" },
    { from: "scheduled", to: "queued", event: "due", actor: "keeper" },
    { from: "scheduled", to: "expired", event: "expired", actor: "keeper" },
    { from: "scheduled", to: "cancelled", event: "cancel", actor: "requester" },
    { from: "queued", to: "sending", event: "claimed", actor: "sender" },
    { from: "queued", to: "expired", event: "expired", actor: "keeper" },
    { from: "queued", to: "cancelled", event: "cancel", actor: "requester" },
    { from: "sending", to: "sent", event: "all parts sent", actor: "sender" },
    { from: "sending", to: "failed", event: "refused", actor: "sender" },
    { from: "sending", to: "uncertain", event: "may have been sent", actor: "sender" },
    { from: "sending", to: "queued", event: "certainly not sent", actor: "sender" },
    // Between two parts a message can still expire or be cancelled; what was sent stays sent.
    { from: "sending", to: "expired", event: "expired between parts", actor: "keeper" },
    { from: "sending", to: "cancelled", event: "cancel between parts", actor: "requester" },
    { from: "uncertain", to: "sent", event: "a late answer", actor: "sender" },
    { from: "uncertain", to: "sent", event: "resolved: delivered", actor: "operator" },
    { from: "uncertain", to: "queued", event: "resolved: resend", actor: "operator" },
    { from: "uncertain", to: "sending", event: "resolved: go on", actor: "operator" },
    { from: "uncertain", to: "failed", event: "a late refusal", actor: "sender" },
    { from: "uncertain", to: "failed", event: "resolved: abandon", actor: "operator" },
    { from: "uncertain", to: "queued", event: "the connection resends", actor: "policy" },
    { from: "uncertain", to: "sending", event: "the connection resends", actor: "policy" },
    { from: "uncertain", to: "failed", event: "the connection abandons", actor: "policy" },
    {
      from: "uncertain",
      to: "cancelled",
      event: "delivered, the rest was cancelled",
      actor: "operator",
    },
    { from: "failed", to: "queued", event: "retry", actor: "requester" },
    { from: "failed", to: "sending", event: "retry of the rest", actor: "requester" },
  ],
};

/** Whether a message is over and done with, unless a person tries a failed one again. */
export function isFinished(status: MessageStatus): boolean {
  return status === "failed" || isTerminal(messageMachine, status);
}
