/** What a message's status and its wait mean to a person. */
import type { MessageStatus, WaitingFor } from "../api/contract.ts";

interface StatusWords {
  readonly label: string;
  readonly color: string;
}

export const statusWords: Record<MessageStatus, StatusWords> = {
  pending_approval: { label: "Needs approval", color: "blue" },
  scheduled: { label: "Scheduled", color: "cyan" },
  queued: { label: "Waiting", color: "indigo" },
  sending: { label: "Sending", color: "indigo" },
  sent: { label: "Sent", color: "green" },
  failed: { label: "Failed", color: "red" },
  uncertain: { label: "Uncertain", color: "orange" },
  rejected: { label: "Rejected", color: "red" },
  expired: { label: "Expired", color: "gray" },
  cancelled: { label: "Cancelled", color: "gray" },
  blocked: { label: "Blocked by a rule", color: "red" },
};

interface WaitWords {
  /** In a chip, beside a number. */
  readonly label: string;
  readonly sentence: string;
}

export const waitWords: Record<WaitingFor, WaitWords> = {
  approval: { label: "Approval", sentence: "Waits for a person's approval." },
  schedule: { label: "Scheduled", sentence: "Goes out at the time it was asked for." },
  hold: { label: "Telegram's limit", sentence: "Telegram asked to wait; it goes on by itself." },
  pause: { label: "Paused", sentence: "Somebody has paused sending." },
  backlog: {
    label: "After a stop",
    sentence: "Waited through a long stop: a person says whether it still goes.",
  },
  action_required: {
    label: "Bot needs you",
    sentence: "Its connection needs a person before anything is sent.",
  },
  sequence: {
    label: "In sequence",
    sentence: "Something asked for earlier in this chat is not finished.",
  },
  turn: { label: "In line", sentence: "Goes out when its turn comes, at the bot's pace." },
};
