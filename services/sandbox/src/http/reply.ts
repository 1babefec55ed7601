/** Writes JSON answers and problems. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";

export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors?: { path: string; message: string }[] | undefined;
  /** Where another method would have been answered: those that are, for the header `Allow`. */
  allow?: string | undefined;
}

/** Thrown by control handlers; becomes a problem+json answer. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export function sendText(
  res: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string>,
): void {
  const bytes = Buffer.from(body);
  res.writeHead(status, { ...headers, "content-length": bytes.length });
  res.end(bytes);
}

export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  sendText(res, status, JSON.stringify(body), { "content-type": "application/json" });
}

/** RFC 9457, in the shape of the rest of the API. */
export function sendProblem(res: ServerResponse, { allow, ...problem }: Problem): void {
  const body = { type: "about:blank", ...problem, requestId: randomUUID() };
  sendText(res, problem.status, JSON.stringify(body), {
    "content-type": "application/problem+json",
    ...(allow !== undefined && { allow }),
  });
}

export function methodNotAllowed(allow: string): Problem {
  return {
    status: 405,
    code: "E010",
    title: "Method not allowed",
    detail: `This path answers ${allow}, and no other method.`,
    allow,
  };
}
