/** Answers `/sandbox/control`, for callers on this machine only. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isLocalCaller, type Logger } from "@lumenflow/runtime";
import { BodyTooLarge, readBody } from "../http/body.ts";
import { decodePart } from "../http/path.ts";
import { methodNotAllowed, ProblemError, sendJson, sendProblem, sendText } from "../http/reply.ts";
import { notFound, type Route } from "./route.ts";

const BODY_LIMIT = 4 * 1024 * 1024;

export type ControlHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  query: URLSearchParams,
) => Promise<void>;

/** `path` is what follows `/sandbox/control`. */
export function createControl(
  routes: readonly Route[],
  { logger }: { logger: Logger },
): ControlHandler {
  const patterns = routes.map((route) => ({ route, names: route.path.split("/") }));

  function find(method: string, path: string) {
    const parts = path.split("/");
    const methods: string[] = [];
    for (const { route, names } of patterns) {
      if (names.length !== parts.length) continue;
      if (!names.every((name, index) => name.startsWith(":") || name === parts[index])) continue;
      methods.push(route.method);
      if (route.method !== method) continue;
      const params = names.flatMap((name, index) =>
        name.startsWith(":") ? [[name.slice(1), decodePart(parts[index])]] : [],
      );
      return { route, params: Object.fromEntries(params) as Record<string, string> };
    }
    throw methods.length > 0
      ? new ProblemError(methodNotAllowed(methods.join(", ")))
      : notFound("There is no such route in the control API.");
  }

  return async (req, res, path, query) => {
    try {
      if (!isLocalCaller(req)) {
        throw new ProblemError({
          status: 403,
          code: "E004",
          title: "Only for this machine",
          detail:
            "The sandbox's control API answers callers on the same machine only: a loopback address without forwarding headers, a local Host and no foreign Origin.",
        });
      }
      const { route, params } = find(req.method ?? "GET", path);
      const text = (await readBody(req, route.bodyLimit ?? BODY_LIMIT)).toString("utf8");
      const answer = await route.handle({ params, query, text, req, res });
      if (!answer) return;
      if (answer.rawBody !== undefined) {
        sendText(res, answer.status, answer.rawBody, { "content-type": "application/json" });
      } else {
        sendJson(res, answer.status, answer.body);
      }
    } catch (error) {
      sendProblem(res, problemOf(error, logger));
    }
  };
}

function problemOf(error: unknown, logger: Logger) {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof BodyTooLarge) {
    return { status: 413, code: "E010", title: "Too large", detail: "The body is too large." };
  }
  logger.error({ err: error }, "control request failed");
  return {
    status: 500,
    code: "E000",
    title: "Internal error",
    detail: "Something went wrong here.",
  };
}
