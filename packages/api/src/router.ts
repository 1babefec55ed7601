/** Serves operations: who calls, what they may, what they sent, then the handler, then problems. */
import { randomUUID } from "node:crypto";
import { describeError, type Logger } from "@lumenflow/runtime";
import express from "express";
import { Bytes, bodyOf, noBytes, serveBytes } from "./bytes.ts";
import { checkAccess, checkKey, parse } from "./check-request.ts";
import { EventStream, serveEvents } from "./event-stream.ts";
import { basePath, type Operation } from "./operation.ts";
import { noteMethods, otherThanNoted } from "./other-methods.ts";
import { type Authenticate, nobody, type Principal } from "./principal.ts";
import { Problem, problem } from "./problem.ts";
import { readJson } from "./read-json.ts";

/** JSON that is already text, passed on to the digit. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export interface Request<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** `nobody` where the operation is open. */
  readonly principal: Principal;
  /** Where the request comes from, as far as the proxies we trust say so. */
  readonly address: string;
  /** The body as it comes in, where the operation takes a file. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Set where the operation is idempotent, an empty string elsewhere. */
  readonly idempotencyKey: string;
  /** Where a reader of a stream resumes; undefined where it begins, or nothing streams. */
  readonly lastEventId: string | undefined;
  /** `Range` of one range, and `If-None-Match`, where the answer is a file that has them. */
  readonly range: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly requestId: string;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
}

export interface Reply<R> {
  readonly status?: number | undefined;
  readonly body?: R | JsonText | EventStream | Bytes | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An operation with what serves it. */
export interface Route {
  readonly operation: Operation;
  readonly handle: (request: Request<unknown, unknown, unknown>) => Promise<Reply<unknown>>;
}

/** Binds a handler to an operation; its request and reply have the types of the schemas. */
export function route<P, Q, B, R>(
  operation: Operation<P, Q, B, R>,
  handle: (request: Request<P, Q, B>) => Promise<Reply<NoInfer<R>>>,
): Route {
  // The router hands over exactly what these schemas parsed; a list of routes cannot say so.
  return { operation, handle } as unknown as Route;
}

export interface RoutesOptions {
  readonly authenticate: Authenticate;
  readonly logger: Logger;
}

/** An Express router with the routes below the base path. What it does not know, it passes on. */
export function routes(list: readonly Route[], { authenticate, logger }: RoutesOptions) {
  const router = express.Router({ caseSensitive: true });

  for (const [path, served] of Map.groupBy(list, ({ operation }) => operation.path)) {
    const here = router.route(basePath + path.replaceAll(/\{(\w+)\}/g, ":$1"));
    for (const { operation, handle } of served) {
      here[operation.method](async (req, res, next) => {
        const gone = new AbortController();
        res.once("close", () => gone.abort());
        try {
          const principal = operation.open ? nobody : await authenticate(req);
          checkAccess(operation, principal);
          if (operation.body) await readJson(req, res);
          const request = {
            ...parse(operation, req),
            principal,
            address: req.ip ?? "",
            bytes: operation.takesBytes ? bodyOf(req, operation.takesBytes) : noBytes(),
            idempotencyKey: operation.idempotent ? checkKey(req.get("idempotency-key")) : "",
            lastEventId: operation.streams ? req.get("last-event-id") || undefined : undefined,
            range: operation.partly ? oneRange(req.get("range")) : undefined,
            ifNoneMatch: operation.partly ? req.get("if-none-match") : undefined,
            requestId: requestIdOf(res),
            signal: gone.signal,
          };
          const reply = await handle(request);
          if (reply.body instanceof EventStream) {
            const check = async () => checkAccess(operation, await authenticate(req));
            requestIdOf(res);
            await serveEvents(res, reply.body, { check, gone: gone.signal, logger });
          } else if (reply.body instanceof Bytes) {
            requestIdOf(res);
            await serveBytes(res, reply.status ?? operation.answer.status, reply.body.file);
          } else send(res, operation, reply);
        } catch (error) {
          next(error);
        }
      });
    }
    here.all(noteMethods(...served.map(({ operation }) => operation.method)));
  }
  router.use(otherThanNoted());
  router.use(problems(logger));
  return router;
}

/**
 * The last handler below the base path: a 404 problem. Also for what comes near it, such as another
 * version: a program with a wrong address must not take the console's page for an answer.
 */
export function unknownRoute(): express.RequestHandler {
  return (req, _res, next) => {
    if (!/^\/api(\/|$)/i.test(req.path)) return next();
    next(
      problem.notFound(`There is no ${req.method} ${req.path} here. See ${basePath}/openapi.json.`),
    );
  };
}

/** Answers errors as problems; what is not one is logged and said to be ours. */
export function problems(logger: Logger): express.ErrorRequestHandler {
  return (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    const requestId = requestIdOf(res);
    const found = asProblem(error);
    if (found.status >= 500) {
      logger.error({ requestId, code: found.code, err: describeError(error) }, "request failed");
    }
    for (const [name, value] of Object.entries(found.headers)) res.setHeader(name, value);
    res
      .status(found.status)
      .type("application/problem+json")
      .send(JSON.stringify(found.toBody(requestId)));
  };
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // The router decodes what stands in a path: an id of a wrong shape is simply not found.
  if (error instanceof URIError) return problem.notFound();
  // Nothing else is meant for the caller: the commonest cause is Postgres or the queue being away.
  return problem.unavailable("The request could not be served now. Try again shortly.", error);
}

function requestIdOf(res: express.Response): string {
  res.locals.requestId ??= randomUUID();
  res.setHeader("x-request-id", res.locals.requestId);
  return res.locals.requestId;
}

/** Several ranges at once are answered with the whole, as RFC 9110 allows. */
function oneRange(header: string | undefined): string | undefined {
  return /^bytes=(\d{1,15}-\d{0,15}|-\d{1,15})$/.exec(header ?? "")?.[0];
}

function send(res: express.Response, operation: Operation, reply: Reply<unknown>): void {
  requestIdOf(res);
  res.setHeader("cache-control", "no-store");
  for (const [name, value] of Object.entries(reply.headers ?? {})) res.setHeader(name, value);
  res.status(reply.status ?? operation.answer.status);
  if (reply.body === undefined) {
    res.end();
    return;
  }
  const text = reply.body instanceof JsonText ? reply.body.text : JSON.stringify(reply.body);
  res.type("application/json").send(text);
}
