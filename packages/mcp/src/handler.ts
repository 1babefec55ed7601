/** Serves `/mcp` on node:http: who calls, from where, how often; then the protocol, one request at a time. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Authenticate, type Principal, Problem, problem, sendProblem } from "@lumenflow/api";
import { describeError, type RequestHandler } from "@lumenflow/runtime";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { type Doors, isStrange } from "./doors.ts";
import { createServerFactory, type ServerDeps } from "./server.ts";

export const mcpPath = "/mcp";

export interface McpDeps extends ServerDeps, Doors {
  readonly authenticate: Authenticate;
  /** Milliseconds to wait; 0 where the key may go on. */
  readonly limit: (principal: Principal) => Promise<number>;
}

/** As large as a request of the API. */
const maxRequestBodySize = 1024 * 1024;

/** Stateless: any process answers any request, and nothing is kept between two of them. */
export function createMcp(deps: McpDeps): RequestHandler {
  const { authenticate, limit, logger } = deps;
  const serverFor = createServerFactory(deps);

  return (req, res, next) => {
    if (pathOf(req) !== mcpPath) return next();
    serve(req, res).catch((error: unknown) => {
      if (res.headersSent) return res.destroy();
      if (error instanceof Problem) return sendProblem(res, error);
      logger.error({ err: describeError(error) }, "an MCP request failed");
      sendProblem(res, problem.unavailable("The request could not be served now. Try again."));
    });
  };

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (isStrange(req, deps)) {
      throw problem.notAllowed(
        "This is not for web pages of others: its Origin or Host is foreign.",
      );
    }
    // Nothing is sent but in answer to a request, and no session is kept that could be ended.
    if (req.method !== "POST") throw problem.methodNotAllowed("POST");
    // A page's cookie must never be enough: only a key that somebody put here on purpose is.
    if (req.headers.authorization === undefined) throw problem.noCredentials();
    const principal = await authenticate(req);
    const wait = await limit(principal);
    if (wait > 0) throw problem.rateLimited(Math.max(1, Math.ceil(wait / 1_000)));

    const gone = new AbortController();
    res.once("close", () => gone.abort());
    const handler = createMcpHandler(() => serverFor(principal, gone.signal), {
      maxRequestBodySize,
      onerror: (error) => logger.debug({ err: describeError(error) }, "an MCP request was refused"),
    });
    try {
      await write(res, await handler.fetch(requestOf(req, gone.signal)));
    } finally {
      await handler.close();
    }
  }
}

function pathOf(req: IncomingMessage): string {
  return (req.url ?? "").split("?", 1)[0] ?? "";
}

/** At a fixed origin: what `Host` says reaches nobody. */
function requestOf(req: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    // The key has done its work.
    if (typeof value === "string" && name !== "authorization" && name !== "cookie") {
      headers.set(name, value);
    }
  }
  const method = req.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(new URL(mcpPath, "http://localhost"), {
    method,
    headers,
    signal,
    ...(hasBody && { body: Readable.toWeb(req) as ReadableStream<Uint8Array>, duplex: "half" }),
  } as RequestInit);
}

async function write(res: ServerResponse, answer: Response): Promise<void> {
  res.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  if (answer.body === null) {
    res.end();
    return;
  }
  await pipeline(Readable.fromWeb(answer.body as never), res);
}
