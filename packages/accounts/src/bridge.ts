/** Carries requests between node:http and the accounts library, which speaks Request and Response. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Fault, Problem, problem } from "@lumenflow/api";
import { addressHeader } from "./auth.ts";

const maxBody = 16 * 1024;

/** The body as text. @throws Problem 413 beyond 16 KiB. */
export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) throw problem.unreadable(413, "The body is larger than 16 KiB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** A Request at a fixed origin: neither `Host` nor forwarding headers reach the library. */
export function toRequest(req: IncomingMessage, path: string, body: string): Request {
  const headers = new Headers();
  for (const name of ["content-type", "cookie", "origin", "user-agent"]) {
    const value = req.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  headers.set(addressHeader, addressOf(req));
  const method = req.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  if (hasBody && body === "") headers.set("content-type", "application/json");
  return new Request(new URL(path, "http://localhost"), {
    method,
    headers,
    ...(hasBody && { body: body || "{}" }),
  });
}

/** Express's `ip` heeds the proxies we were told of; without Express it is the socket's address. */
export function addressOf(req: IncomingMessage): string {
  const { ip } = req as { ip?: unknown };
  return (typeof ip === "string" ? ip : req.socket.remoteAddress) ?? "unknown";
}

/** Writes the answer; cookies become `Secure` where the page came over https. */
export async function sendResponse(
  res: ServerResponse,
  answer: Response,
  { secure }: { secure: boolean },
): Promise<void> {
  if (!answer.ok) throw await problemOf(answer);
  const cookies = answer.headers.getSetCookie();
  res.statusCode = answer.status;
  res.setHeader("content-type", "application/json");
  res.setHeader("cache-control", "no-store");
  if (cookies.length > 0) res.setHeader("set-cookie", secure ? cookies.map(secured) : cookies);
  res.end(withoutToken(await answer.text()));
}

/** A session's token belongs into its cookie alone, which pages cannot read. */
function withoutToken(text: string): string {
  const body: unknown = text === "" ? null : JSON.parse(text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) return text;
  const { token: _token, session, ...rest } = body as Record<string, unknown>;
  if (typeof session !== "object" || session === null) return JSON.stringify(rest);
  const { token: _sessionToken, ...shown } = session as Record<string, unknown>;
  return JSON.stringify({ ...rest, session: shown });
}

function secured(cookie: string): string {
  return /;\s*secure\b/i.test(cookie) ? cookie : `${cookie}; Secure`;
}

/** The library's refusals in our words and codes. */
async function problemOf(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => null);
  const said = (body as { message?: unknown } | null)?.message;
  const detail = typeof said === "string" && said !== "" ? said : "The request was refused.";
  if (answer.status === 401) return problem.badCredentials(detail);
  if (answer.status === 403) return problem.notAllowed(detail);
  if (answer.status === 404) return problem.notFound();
  if (answer.status >= 500) return problem.unavailable("Signing in is not possible right now.");
  return new Problem("E010", detail, { errors: faultsIn(detail) });
}

/** The library lists faults as `[body.email] what is wrong; [body.password] what is wrong`. */
function faultsIn(said: string): Fault[] {
  return said.split(/; (?=\[body\.)/).map((fault) => {
    const [, path = "body", message = fault] = /^\[body\.([^\]]+)\] (.*)$/.exec(fault) ?? [];
    return { path, message };
  });
}
