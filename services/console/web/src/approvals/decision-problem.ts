/** Says why a decision was not taken, and what to do. */
import { asProblem } from "../api/api-problem.ts";
import type { Approval } from "../api/contract.ts";
import type { RefusalWords } from "../ui/refusal.tsx";
import { askedWords } from "./person-words.ts";

/** `approval` as it is known after the refusal. */
export function decisionProblem(error: unknown, approval: Pick<Approval, "status">): RefusalWords {
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
  approval: Pick<Approval, "requester" | "mayDecide" | "approvers" | "decisions" | "digest">,
  me: { kind: string; id: string; mayDecideOwn: boolean; scopes: readonly string[] },
): string | null {
  const { requester, mayDecide, approvers, decisions, digest } = approval;
  if (!me.scopes.includes("approvals:decide")) {
    return "Your role may read approvals, not decide them.";
  }
  const voted = decisions.some(
    ({ by, voidedAt, digest: about }) =>
      by.kind === me.kind && by.id === me.id && voidedAt === null && about === digest,
  );
  if (voted) return "You have approved it. Others have to approve it too.";
  if (mayDecide) return null;
  if (requester.kind === me.kind && requester.id === me.id && !me.mayDecideOwn) {
    return "You asked for this message yourself, so somebody else decides it.";
  }
  const asked = approvers?.map(({ who, name }) => askedWords(who, name));
  return asked === undefined || asked.length === 0
    ? "You cannot decide this one."
    : `Others are asked about this one: ${asked.join(", ")}.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
