/** Writes a problem on plain node:http, where no router stands. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Problem } from "./problem.ts";

/** Answers with the problem under a request id of its own. */
export function sendProblem(res: ServerResponse, found: Problem): void {
  const requestId = randomUUID();
  res
    .writeHead(found.status, {
      ...found.headers,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": requestId,
    })
    .end(JSON.stringify(found.toBody(requestId)));
}
