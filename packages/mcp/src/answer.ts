/** Puts answers and refusals into the words of the protocol. */
import { codes, Problem, problem } from "@lumenflow/api";
import { describeError, type Logger } from "@lumenflow/runtime";
import type { CallToolResult } from "@modelcontextprotocol/server";

/** The JSON as it is, to the digit; an object also as a structure. */
export function answered(json: string): CallToolResult {
  return {
    content: [{ type: "text", text: json }],
    structuredContent: JSON.parse(json) as Record<string, unknown>,
  };
}

/** A refusal that an agent can act on: which field, what is wrong, what to do. */
export function refused(error: unknown, logger: Logger): CallToolResult {
  const found = asProblem(error, logger);
  const { code, status, message: detail, errors = [], members, headers } = found;
  const retryAfter = Number(headers["retry-after"]);
  const lines = [
    `${code} ${codes[code].title}: ${detail}`,
    ...errors.map(({ path, message }) => `- ${path}: ${message}`),
    ...(Number.isFinite(retryAfter) ? [`Try again in ${retryAfter} s.`] : []),
  ];
  return {
    isError: true,
    content: [{ type: "text", text: lines.join("\n") }],
    structuredContent: {
      ...{ code, status, title: codes[code].title, detail },
      ...(errors.length > 0 && { errors: [...errors] }),
      ...(Number.isFinite(retryAfter) && { retryAfterSeconds: retryAfter }),
      ...members,
    },
  };
}

export function asProblem(error: unknown, logger: Logger): Problem {
  if (error instanceof Problem) return error;
  logger.error({ err: describeError(error) }, "a tool failed");
  return problem.unavailable("The request could not be served now. Try again shortly.");
}
