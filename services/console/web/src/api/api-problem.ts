/** Every way in which a request fails, as one error with a code that pages can explain. */

export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** `status` is 0 and `code` "UNREACHABLE" where no answer came at all. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors: readonly Fault[];
  readonly requestId: string | null;
  /** Seconds, where the server asked to wait. */
  readonly retryAfter: number | null;

  constructor(of: {
    status: number;
    code: string;
    title: string;
    detail: string;
    errors?: readonly Fault[] | undefined;
    requestId?: string | null | undefined;
    retryAfter?: number | null | undefined;
  }) {
    super(of.detail);
    this.status = of.status;
    this.code = of.code;
    this.title = of.title;
    this.errors = of.errors ?? [];
    this.requestId = of.requestId ?? null;
    this.retryAfter = of.retryAfter ?? null;
  }
}

export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: "UNREACHABLE",
    title: "The server cannot be reached",
    detail: "Check your network, and that LumenFlow is running. This page tries again by itself.",
  });
}

/** Reads the problem in an answer that is not a success. */
export async function problemIn(answer: Response): Promise<ApiProblem> {
  const body = (await answer.json().catch(() => null)) as Record<string, unknown> | null;
  const text = (name: string) => (typeof body?.[name] === "string" ? body[name] : undefined);
  const retryAfter = Number(answer.headers.get("retry-after") ?? Number.NaN);
  return new ApiProblem({
    status: answer.status,
    code: text("code") ?? `HTTP ${answer.status}`,
    title: text("title") ?? "The server did not answer as expected",
    detail: text("detail") ?? `It answered ${answer.status} ${answer.statusText}`.trim(),
    errors: Array.isArray(body?.errors) ? (body.errors as Fault[]) : [],
    requestId: text("requestId") ?? answer.headers.get("x-request-id"),
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
  });
}

/** Whatever was thrown, as a problem: a fault of our own pages is one too. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiProblem({ status: 0, code: "PAGE", title: "This page has a fault", detail });
}
