/** What became of an approval, in colour and words. */
import type { ApprovalStatus } from "../api/contract.ts";

interface OutcomeWords {
  readonly label: string;
  readonly color: string;
}

export const outcomeWords: Record<ApprovalStatus, OutcomeWords> = {
  pending: { label: "Pending", color: "blue" },
  approved: { label: "Approved", color: "green" },
  rejected: { label: "Rejected", color: "red" },
  expired: { label: "Expired", color: "gray" },
  cancelled: { label: "Cancelled", color: "gray" },
};
