/** Says why signing in did not work and what to do. */
import { asProblem } from "../api/api-problem.ts";

export function signInWords(error: unknown): string {
  const problem = asProblem(error);
  switch (problem.code) {
    case "E002":
      return "E-mail or password is not right. Check both; capital letters count in the password.";
    case "E010":
      return "Enter your e-mail address as name@example.com, and your password.";
    case "E050":
      return `Too many attempts. Try again in ${waitWords(problem.retryAfter ?? 60)}.`;
    default:
      return problem.message;
  }
}

function waitWords(seconds: number): string {
  if (seconds < 90) return `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
