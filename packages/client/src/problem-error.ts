/** What the API refused, as an error that a program can tell apart by its code. */

export interface ProblemBody {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** The API answered with a problem: see `code` (such as `E011`) and `problem.errors`. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: string;
  readonly status: number;
  readonly problem: ProblemBody;
  /** Seconds to wait, where the answer said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: ProblemBody, retryAfterSeconds?: number) {
    super(`${problem.code} ${problem.title}: ${problem.detail}`);
    this.code = problem.code;
    this.status = problem.status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Whether the same request may succeed later: limits, and parts of the system that are away. */
  get retryable(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}

/** The body of a refusal; one that is no problem document (a proxy's page) becomes one. */
export function problemOf(status: number, text: string): ProblemBody {
  try {
    const body = JSON.parse(text) as Partial<ProblemBody>;
    if (typeof body.code === "string") return { status, ...body } as ProblemBody;
  } catch {
    // Not JSON: said below.
  }
  return {
    code: `HTTP ${status}`,
    status,
    title: "Not an answer of LumenFlow",
    detail: "Something between the client and LumenFlow answered instead.",
    requestId: "",
  };
}
