/** The life of an approval: one question put to people, answered once. */
import type { Machine } from "./machine.ts";

export type ApprovalStatus = "pending" | "approved" | "rejected" | "expired" | "cancelled";

export const approvalMachine: Machine<ApprovalStatus> = {
  name: "approval",
  // A rule that approves by itself leaves an approved approval behind: the claim asks for one.
  initial: ["pending", "approved"],
  states: ["pending", "approved", "rejected", "expired", "cancelled"],
  transitions: [
    { from: "pending", to: "approved", event: "approve", actor: "approver" },
    { from: "pending", to: "rejected", event: "reject", actor: "approver" },
    { from: "pending", to: "expired", event: "nobody decided in time", actor: "keeper" },
    { from: "pending", to: "cancelled", event: "the message was cancelled", actor: "requester" },
    { from: "pending", to: "cancelled", event: "the message was edited", actor: "approver" },
  ],
};
