/** What Telegram says no with. */
import type { Json } from "../state/types.ts";

/** Becomes `{"ok":false,"error_code":code,"description":…,"parameters":…}` with that HTTP status. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: number;
  readonly parameters: Json | undefined;
  constructor(code: number, description: string, parameters?: Json) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

export const badRequest = (text: string, parameters?: Json) =>
  new ApiError(400, `Bad Request: ${text}`, parameters);
export const forbidden = (text: string) => new ApiError(403, `Forbidden: ${text}`);
export const conflict = (text: string) => new ApiError(409, `Conflict: ${text}`);
export const tooManyRequests = (seconds: number) =>
  new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
