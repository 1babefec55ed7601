/** What a pause holds back, in words. */
import type { Connection, Direction } from "../api/contract.ts";

type Paused = Connection["paused"];

interface DirectionWords {
  readonly label: string;
  readonly running: string;
  readonly question: string;
  readonly consequence: string;
}

export const directionWords: Record<Direction, DirectionWords> = {
  outbound: {
    label: "Sending",
    running: "Approved messages go out.",
    question: "Pause sending?",
    consequence:
      "Approved messages wait, and go out in order after you resume. What is being sent right now finishes.",
  },
  inbound: {
    label: "Passing on updates",
    running: "What arrives is passed on to those who read it.",
    question: "Pause passing on updates?",
    consequence:
      "Updates are still received, stored and readable; only passing them on waits until you resume.",
  },
  both: {
    label: "Both",
    running: "Everything flows.",
    question: "Pause sending and passing on?",
    consequence:
      "Approved messages wait, and updates are received and stored but not passed on, until you resume.",
  },
};

/** Null where nothing is paused. */
export function pausedWords({ inbound, outbound, reason }: Paused): string | null {
  if (!inbound && !outbound) return null;
  const what =
    inbound && outbound
      ? "Sending and passing on are paused"
      : outbound
        ? "Sending is paused"
        : "Passing on updates is paused";
  return reason === null || reason === "" ? what : `${what}: ${reason}`;
}
