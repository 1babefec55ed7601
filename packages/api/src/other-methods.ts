/** Answers a path that is asked by a method it does not have. */
import type express from "express";
import { problem } from "./problem.ts";

/** Says what a path has to `OPTIONS`, and 405 to every other method: mount it behind those it has. */
export function otherMethods(...has: readonly string[]): express.RequestHandler {
  const allow = allowOf(has);
  return (req, res, next) => answer(req, res, next, allow);
}

/** The same where a path is put together of several: each notes what it has, and lets others look. */
export function noteMethods(...has: readonly string[]): express.RequestHandler {
  return (_req, res, next) => {
    res.locals.methods = [...((res.locals.methods as string[] | undefined) ?? []), ...has];
    next();
  };
}

/** Answers where methods were noted and none was the one that was asked; others' paths pass. */
export function otherThanNoted(): express.RequestHandler {
  return (req, res, next) => {
    const noted = res.locals.methods as string[] | undefined;
    if (noted === undefined) return next();
    answer(req, res, next, allowOf(noted));
  };
}

function answer(
  req: express.Request,
  res: express.Response,
  next: express.NextFunction,
  allow: string,
): void {
  if (req.method !== "OPTIONS") next(problem.methodNotAllowed(allow));
  else res.status(204).setHeader("allow", allow).end();
}

/** As the header says it. What answers GET answers HEAD. */
function allowOf(has: readonly string[]): string {
  const names = has.map((method) => method.toUpperCase());
  return [...new Set(names.flatMap((name) => (name === "GET" ? ["GET", "HEAD"] : [name])))].join(
    ", ",
  );
}
