/** What the rules make of a message, before and after it is asked for. */
import type { AnswerOf, MessageStatus } from "../api/contract.ts";

type Policy = AnswerOf<"previewMessage">["policy"];

export function effectWords({ effect, explanation }: Policy): string {
  const words = {
    auto_approve: "Goes out at once.",
    require_approval: "A person is asked first.",
    escalate: "More than one person is asked first.",
    block: "A rule blocks it.",
  }[effect];
  return `${words} ${explanation}`;
}

export function outcomeWords(status: MessageStatus): string {
  switch (status) {
    case "pending_approval":
      return "Asked for. It goes out once somebody has approved it.";
    case "scheduled":
      return "Accepted. It goes out at its time.";
    default:
      return "Accepted. It is on its way.";
  }
}
