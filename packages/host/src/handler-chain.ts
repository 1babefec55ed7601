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

  return (req, res) => {
    if (first(req, res)) return;
    const pass = (index: number) => (error?: unknown) => {
      if (error !== undefined && error !== null) return fail(error);
      const handler = list[index];
      if (handler === undefined) return end(problem.notFound("There is nothing here."));
      handler(req, res, pass(index + 1));
    };
    const fail = (error: unknown) => {
      logger.error({ err: describeError(error) }, "request failed");
      end(problem.unavailable("The request could not be served now. Try again shortly."));
    };
    const end = (found: Problem) => {
      if (res.headersSent) res.destroy();
      else sendProblem(res, found);
    };
    pass(0)();
  };
}
