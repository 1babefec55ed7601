/** Describes the routes of the control API and reads what they are given. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { ProblemError } from "../http/reply.ts";
import type { Bots } from "../state/bots.ts";
import type { Bot } from "../state/types.ts";

export interface ControlRequest {
  /** The `:name` parts of the path. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** The body as text, empty when there is none. */
  text: string;
  req: IncomingMessage;
  res: ServerResponse;
}

/** What becomes the answer's JSON; undefined when the handler answered by itself. */
export interface ControlAnswer {
  status: number;
  /** Either a value or JSON text that must not be touched. */
  body: unknown;
  rawBody?: string | undefined;
}

export interface Route {
  method: "GET" | "POST" | "DELETE";
  /** Such as `/bots/:id/revoke`. */
  path: string;
  /** Bytes that its body may have, where it is more than usual. */
  bodyLimit?: number;
  handle(request: ControlRequest): ControlAnswer | undefined | Promise<ControlAnswer | undefined>;
}

export const ok = (body: unknown): ControlAnswer => ({ status: 200, body });
export const created = (body: unknown): ControlAnswer => ({ status: 201, body });
export const list = (data: unknown[]): ControlAnswer => ok({ data, nextCursor: null });

/** Telegram's ids: a string or a safe integer comes in, a string goes on. */
export const telegramId = z.union([z.string().regex(/^-?\d{1,19}$/), z.int()]).transform(String);

/** The body as `schema` wants it. Throws ProblemError 400. */
export function readJson<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(text || "{}");
  } catch {
    throw invalid("The body is not JSON.");
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({
    path: path.join("."),
    message,
  }));
  throw invalid("The body is not as this route wants it.", errors);
}

export const invalid = (detail: string, errors?: { path: string; message: string }[]) =>
  new ProblemError({ status: 400, code: "E010", title: "Invalid input", detail, errors });
export const notFound = (detail: string) =>
  new ProblemError({ status: 404, code: "E044", title: "Not found", detail });
export const conflicting = (detail: string) =>
  new ProblemError({ status: 409, code: "E023", title: "Conflict", detail });

/** Throws ProblemError 404. */
export function findBot(bots: Bots, id: string | undefined): Bot {
  const bot = bots.get(Number(id));
  if (!bot) throw notFound("There is no such bot here.");
  return bot;
}

/** `?since=` as ISO time or milliseconds since the epoch. Throws ProblemError 400. */
export function readSince(query: URLSearchParams): number | undefined {
  const text = query.get("since");
  if (!text) return undefined;
  const time = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(time)) throw invalid("since is neither an ISO time nor milliseconds.");
  return time;
}
