/** Reads a request's body: JSON, in UTF-8 to the letter, and not too much of it. */
import { isUtf8 } from "node:buffer";
import express from "express";
import { Problem, problem } from "./problem.ts";

const parse = express.json({ limit: "1mb", strict: false, verify: checkLetters });

/** Puts it where Express keeps it; what has none is read as `{}`. @throws Problem E010 */
export function readJson(req: express.Request, res: express.Response): Promise<void> {
  if (isEmpty(req)) {
    req.body = {};
    return Promise.resolve();
  }
  if (!req.is(["json", "+json"])) {
    throw problem.unreadable(415, "Send the body as Content-Type: application/json.");
  }
  return new Promise((resolve, reject) => {
    parse(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Problem ? error : unreadable(error));
    });
  });
}

/** Where all of a body may be left out, so may the body. */
function isEmpty({ headers }: express.Request): boolean {
  return headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0;
}

/** A decoder would put � in the place of what is not UTF-8, and the message would say something else. */
function checkLetters(_req: unknown, _res: unknown, body: Buffer, encoding: string): void {
  if (encoding.toLowerCase() !== "utf-8" || isUtf8(body)) return;
  throw problem.unreadable(400, "The body is not valid UTF-8.");
}

function unreadable(error: unknown): Problem {
  const { status } = error as { status?: number };
  if (status === 413) return problem.unreadable(413, "The body is larger than 1 MiB.");
  if (status === 415) {
    return problem.unreadable(415, "Send the body in UTF-8, as it is or as gzip, deflate or br.");
  }
  return problem.unreadable(400, "The body is not valid JSON.");
}
