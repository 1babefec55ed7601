/** One handler after the other on one port: operations first, then what the roles serve. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { describeError, type Logger, type RequestHandler } from "@lumenflow/runtime";

type Plain = (req: IncomingMessage, res: ServerResponse) => boolean;

/** What no handler answers is 404; an error that none of them rendered is 500. */
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
      if (handler === undefined) return end(404);
      handler(req, res, pass(index + 1));
    };
    const fail = (error: unknown) => {
      logger.error({ err: describeError(error) }, "request failed");
      end(500);
    };
    const end = (status: number) => {
      if (res.headersSent) res.destroy();
      else res.writeHead(status).end();
    };
    pass(0)();
  };
}
