/** Turns anything that was thrown into a plain, scrubbed description. */
import { scrub } from "./scrub.ts";

export interface ErrorDescription {
  name: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: ErrorDescription;
}

const maxDepth = 6;

/**
 * Describes an error with its causes; `.error` counts as a cause too, since grammY's `HttpError`
 * keeps the failed request there (with the token in its URL). Never throws.
 */
export function describeError(error: unknown): ErrorDescription {
  return describe(error, 0);
}

function describe(error: unknown, depth: number): ErrorDescription {
  if (!(error instanceof Error)) return { name: "NotAnError", message: scrub(textOf(error)) };
  const description: ErrorDescription = {
    name: String(error.name),
    message: scrub(messageOf(error)),
  };
  const code = property(error, "code");
  if (typeof code === "string" || typeof code === "number") description.code = scrub(String(code));
  if (typeof error.stack === "string") description.stack = scrub(error.stack);
  const cause = error.cause ?? property(error, "error");
  if (cause !== undefined && cause !== null && depth < maxDepth) {
    description.cause = describe(cause, depth + 1);
  }
  return description;
}

// An AggregateError (a refused connection on two addresses) has an empty message of its own.
function messageOf(error: Error): string {
  if (error.message !== "") return String(error.message);
  if (error instanceof AggregateError) {
    return error.errors
      .map((part) => (part instanceof Error ? part.message : textOf(part)))
      .join("; ");
  }
  return "";
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function property(error: Error, name: string): unknown {
  return (error as unknown as Record<string, unknown>)[name];
}
