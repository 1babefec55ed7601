/** One handler after the other on one port: operations first, then what the roles serve. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Problem, problem, sendProblem } from "@lumenflow/api";
import { describeError, type Logger, type RequestHandler } from "@lumenflow/runtime";

type Plain = (req: IncomingMessage, res: ServerResponse) => boolean;

/** What no handler answers is 404; an error that none of them rendered is 503, as in the API. */
export function chain(
  first: Plain,
  handlers: readonly (RequestHandler | undefined)[],
  logger: Logger,
): (req: IncomingMessage, res: ServerResponse) => void {
  const list = handlers.filter((handler) => handler !== undefined);

  function pass(index: number, error: unknown, req: IncomingMessage, res: ServerResponse): void {
    const handler = list[index];
    if (error !== undefined && error !== null) {
      logger.error({ err: describeError(error) }, "request failed");
      end(res, problem.unavailable("The request could not be served now. Try again shortly."));
    } else if (handler === undefined) end(res, problem.notFound("There is nothing here."));
    else handler(req, res, (failure) => pass(index + 1, failure, req, res));
  }

  return (req, res) => {
    if (!first(req, res)) pass(0, undefined, req, res);
  };
}

function end(res: ServerResponse, found: Problem): void {
  if (res.headersSent) res.destroy();
  else sendProblem(res, found);
}
