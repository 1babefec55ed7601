/** Answers `/livez`, `/readyz` and `/metrics` on plain node:http. */
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Check, CheckResult } from "./component.ts";
import { describeError } from "./describe-error.ts";
import { isLocalCaller } from "./local-caller.ts";
import type { Metrics } from "./metrics.ts";

const checkTimeoutMs = 3_000;

/**
 * A handler that returns true when the request was one of its own. `/readyz` runs all checks at
 * once (3 s at most each) and answers 503 with the failing ones named; `/metrics` answers local
 * callers, and others with `Authorization: Bearer <metricsToken>` where a token is set.
 */
export function operations(options: {
  checks: readonly Check[];
  metrics: Metrics;
  metricsToken?: string | undefined;
}): (req: IncomingMessage, res: ServerResponse) => boolean {
  const { checks, metrics, metricsToken } = options;

  const routes: Record<string, (req: IncomingMessage, res: ServerResponse) => void> = {
    "/livez": (_req, res) => json(res, 200, { status: "ok" }),
    "/readyz": async (_req, res) => {
      const results = await Promise.all(
        checks.map(async (c) => [c.name, await settle(c)] as const),
      );
      const failing = results.filter(([, result]) => !result.ok).map(([name]) => name);
      const body = { checks: Object.fromEntries(results) };
      if (failing.length === 0) json(res, 200, { status: "ok", ...body });
      else json(res, 503, { status: "unavailable", failing, ...body });
    },
    "/metrics": async (req, res) => {
      if (!mayReadMetrics(req, metricsToken)) {
        refuse(res, metricsToken !== undefined);
        return;
      }
      try {
        const text = await metrics.registry.metrics();
        res.writeHead(200, { "content-type": metrics.registry.contentType }).end(text);
      } catch (error) {
        const detail = describeError(error).message;
        problem(res, 503, { code: "E060", title: "Queue or database unavailable", detail });
      }
    },
  };

  return (req, res) => {
    const url = req.url ?? "";
    const end = url.indexOf("?");
    // With a slash at its end a probe would get the console's page, which is always well.
    const path = (end < 0 ? url : url.slice(0, end)).replace(/(?<=.)\/$/, "");
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route === undefined) return false;
    if (req.method !== "GET" && req.method !== "HEAD") {
      const detail = "This path answers GET, HEAD, and no other method.";
      problem(res, 405, { code: "E010", title: "Invalid input", detail }, { allow: "GET, HEAD" });
      return true;
    }
    route(req, res);
    return true;
  };
}

async function settle(check: Check): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    const detail = `no answer in ${checkTimeoutMs} ms`;
    timer = setTimeout(() => resolve({ ok: false, detail }), checkTimeoutMs);
  });
  try {
    return await Promise.race([check.check(), late]);
  } catch (error) {
    return { ok: false, detail: describeError(error).message || "failed" };
  } finally {
    clearTimeout(timer);
  }
}

function mayReadMetrics(req: IncomingMessage, token: string | undefined): boolean {
  const given = /^Bearer +(.+)$/i.exec(req.headers.authorization ?? "")?.[1];
  if (token !== undefined && given !== undefined) return sameText(given.trim(), token);
  return isLocalCaller(req);
}

// Hashed first: timingSafeEqual wants equal lengths, and the length is a secret too.
function sameText(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

function refuse(res: ServerResponse, tokenHelps: boolean): void {
  if (tokenHelps) {
    const detail = "Metrics are for local callers, or with the metrics token as bearer.";
    const headers = { "www-authenticate": 'Bearer realm="metrics"' };
    problem(res, 401, { code: "E002", title: "Bad credentials", detail }, headers);
  } else {
    const detail = "Metrics are for local callers only.";
    problem(res, 403, { code: "E004", title: "Not allowed", detail });
  }
}

/** In the shape of the API's problems, whose package stands above this one. */
function problem(
  res: ServerResponse,
  status: number,
  { code, ...said }: { readonly code: string; readonly title: string; readonly detail: string },
  headers: Readonly<Record<string, string>> = {},
): void {
  const type = `urn:lumenflow:problem:${code}`;
  const body = { type, ...said, status, code, requestId: randomUUID() };
  res
    .writeHead(status, {
      ...headers,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
    })
    .end(JSON.stringify(body));
}

function json(res: ServerResponse, status: number, body: unknown): void {
  res
    .writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
    .end(JSON.stringify(body));
}
