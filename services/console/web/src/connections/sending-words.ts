/** What may become of a message in doubt, in words, and spans of time as a form has them. */
import type { Connection } from "../api/contract.ts";

export const doubtWords: Record<Connection["doubtPolicy"], { label: string; sentence: string }> = {
  hold: { label: "waits for a person", sentence: "A person says whether it arrived." },
  resend: {
    label: "is sent again",
    sentence: "It is sent again, three times at the most, and may arrive twice.",
  },
  abandon: { label: "is given up", sentence: "It counts as failed, and may have arrived." },
};

const hour = 3_600;

export function hoursOf(seconds: number): number {
  return Math.round((seconds / hour) * 100) / 100;
}

export function secondsOf(hours: number): number {
  return Math.round(hours * hour);
}
