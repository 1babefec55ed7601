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

export function codeWords(error: unknown): string {
  const problem = asProblem(error);
  switch (problem.code) {
    case "E002":
      return problem.message.includes("used")
        ? problem.message
        : "The code is not right. Look at your app again, and at the clock of your phone.";
    case "E003":
      return "The time for the code is over. Sign in with your password again.";
    case "E050":
      return `Too many attempts. Try again in ${waitWords(problem.retryAfter ?? 60)}.`;
    default:
      return problem.message;
  }
}

/** What keeps somebody from joining, as a title; the problem itself says the rest. */
export function joinWords(error: unknown): string {
  switch (asProblem(error).code) {
    case "E002":
      return "The password is not right";
    case "E050":
      return "Too many attempts";
    default:
      return "You could not join";
  }
}

function waitWords(seconds: number): string {
  if (seconds < 90) return `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
