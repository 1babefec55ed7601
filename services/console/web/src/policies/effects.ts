/** What a rule does, in a word, a colour and a sentence. */
import type { Policy } from "../api/contract.ts";

export type Effect = Policy["effect"];

export const effects: Record<Effect, { label: string; color: string; sentence: string }> = {
  auto_approve: {
    label: "Let it go",
    color: "green",
    sentence: "Goes out without a person.",
  },
  require_approval: { label: "Ask a person", color: "blue", sentence: "Waits for an approval." },
  escalate: {
    label: "Ask, and escalate",
    color: "violet",
    sentence: "Waits for an approval, and goes on to others where nobody decides.",
  },
  block: { label: "Block", color: "red", sentence: "Is refused, and written down." },
};
