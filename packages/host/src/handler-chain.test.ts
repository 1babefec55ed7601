import type { IncomingMessage, ServerResponse } from "node:http";
import { createLogger, type RequestHandler } from "@lumenflow/runtime";
import { expect, test } from "vitest";
import { chain } from "./handler-chain.ts";

const logger = createLogger({ name: "test", level: "silent" });

/** The status that the chain answers, and who was asked. */
function ask(handlers: (RequestHandler | undefined)[], taken = false) {
  let status = 0;
  const res = {
    headersSent: false,
    writeHead(code: number) {
      status = code;
      return res;
    },
    end() {},
  };
  chain(() => taken, handlers, logger)({} as IncomingMessage, res as unknown as ServerResponse);
  return status;
}

const passes: RequestHandler = (_req, _res, next) => next();
const answers: RequestHandler = (_req, res) => res.writeHead(200).end();
const fails: RequestHandler = (_req, _res, next) => next(new Error("broken"));

test("the first that answers wins, roles that are not here are left out", () => {
  expect(ask([undefined, passes, answers, fails])).toBe(200);
  expect(ask([answers], true)).toBe(0);
});

test("what nobody answers is 404, an error that nobody rendered 503, as problems", () => {
  expect(ask([passes])).toBe(404);
  expect(ask([passes, fails, answers])).toBe(503);
});
