/** Divides what comes under `/sandbox` among Bot API, files, control API and page. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "@lumenflow/runtime";
import { failure } from "../bot-api/execute.ts";
import type { BotApi } from "../bot-api/server.ts";
import { authorize, type Flavour } from "../bot-api/token.ts";
import type { ControlHandler } from "../control/server.ts";
import type { Core } from "../core.ts";
import type { ServePage } from "./page.ts";
import { decodePart } from "./path.ts";
import { methodNotAllowed, sendProblem, sendText } from "./reply.ts";
import { sendBytes } from "./send-bytes.ts";

export interface HandlerDeps {
  core: Pick<Core, "bots" | "files">;
  flavour: Flavour;
  botApi: BotApi;
  control: ControlHandler;
  page: ServePage;
  logger: Logger;
}

/** Mounted at the root of an app: everything outside `/sandbox` goes on to `next`. */
export function createHandler(deps: HandlerDeps) {
  const { botApi, control, page, logger } = deps;

  async function route(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const path = url.pathname.slice("/sandbox".length);
    if (path.startsWith("/bot")) return botApi.handle(req, res, path, url.searchParams);
    if (path.startsWith("/file/bot")) return download(req, res, path);
    if (path.startsWith("/control/")) {
      return control(req, res, path.slice("/control".length), url.searchParams);
    }
    if (req.method !== "GET" && req.method !== "HEAD") {
      return sendProblem(res, methodNotAllowed("GET, HEAD"));
    }
    return page(res, path);
  }

  function download(req: IncomingMessage, res: ServerResponse, path: string): void {
    const match = /^\/file\/bot([^/]+)\/(.+)$/.exec(path);
    try {
      const bot = authorize(deps.core.bots, decodePart(match?.[1]), deps.flavour);
      const file = deps.core.files.byPath(bot.id, match?.[2] ?? "");
      if (file) {
        sendBytes(req, res, file.bytes, { "content-type": "application/octet-stream" });
        return;
      }
    } catch {
      // An unknown token and an unknown file look the same from outside.
    }
    const { body, headers } = failure(404, "Not Found");
    sendText(res, 404, body, headers);
  }

  return (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void): void => {
    const target = req.url ?? "/";
    if (!/^\/sandbox(?:[/?]|$)/.test(target)) {
      next();
      return;
    }
    route(req, res, new URL(target, "http://sandbox.invalid")).catch((error: unknown) => {
      // Whoever hung up in the middle of a request wants no answer.
      if (res.destroyed) return;
      logger.error({ err: error }, "sandbox request failed");
      if (res.headersSent) {
        res.destroy();
        return;
      }
      const { status, body, headers } = failure(500, "Internal Server Error");
      sendText(res, status, body, headers);
    });
  };
}
