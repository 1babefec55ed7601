/** Says why a decision was not taken, and what to do. */
import { asProblem } from "../api/api-problem.ts";
import type { Approval } from "../api/contract.ts";

interface ProblemWords {
  readonly title: string;
  readonly detail: string;
}

/** `approval` as it is known after the refusal. */
export function decisionProblem(error: unknown, approval: Pick<Approval, "status">): ProblemWords {
  const problem = asProblem(error);
  switch (problem.code) {
    case "E023":
      return approval.status === "pending"
        ? {
            title: "Nothing was decided: the message has changed",
            detail: "Somebody edited it since you saw it. Read it again, then decide.",
          }
        : {
            title: "It was decided elsewhere in the meantime",
            detail: "Your decision changed nothing. What became of it stands above.",
          };
    case "E004":
      return { title: "You cannot decide this one", detail: problem.message };
    case "E020":
      return { title: "A policy blocks this message now", detail: problem.message };
    case "E044":
      return {
        title: "It is gone",
        detail: "The approval does not exist any more. The list has been loaded again.",
      };
    case "UNREACHABLE":
      return {
        title: "No answer came",
        detail:
          "Whether the decision arrived is not known. Deciding the same again is safe: it counts once.",
      };
    default:
      return {
        title: `Nothing was decided: ${lowerFirst(problem.title)}`,
        detail: problem.message,
      };
  }
}

/** Why this person's buttons would be refused, or null. */
export function whyNot(
  { requester }: Pick<Approval, "requester">,
  me: { kind: string; id: string; mayDecideOwn: boolean; scopes: readonly string[] },
): string | null {
  if (!me.scopes.includes("approvals:decide")) {
    return "Your role may read approvals, not decide them.";
  }
  if (requester.kind === me.kind && requester.id === me.id && !me.mayDecideOwn) {
    return "You asked for this message yourself, so somebody else decides it.";
  }
  return null;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
