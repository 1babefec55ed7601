/** The operations that look at a workspace as a whole: for its people and their pages. */
import { operation } from "../operation.ts";
import { change, changesQuery } from "../schemas/change.ts";
import { firstRun, firstRunInput } from "../schemas/first-run.ts";
import { health, outbox } from "../schemas/overview.ts";

const tag = "Overview" as const;

export const overviewOperations = {
  getOutbox: operation({
    id: "getOutbox",
    method: "get",
    path: "/outbox",
    summary: "What waits and why, and what failed and of what",
    description:
      "Counts; the messages themselves are read by `GET /messages` with `waitingFor`, `status` or `failureCode`.",
    tag,
    scopes: ["messages:read"],
    answer: { status: 200, schema: outbox },
  }),
  getHealth: operation({
    id: "getHealth",
    method: "get",
    path: "/health",
    summary: "How everything is: throughput, latency, backlog, limits, errors, workers",
    description: "Read from Postgres and the queues, at most a few seconds old.",
    tag,
    scopes: ["messages:read"],
    answer: { status: 200, schema: health },
  }),
  getFirstRun: operation({
    id: "getFirstRun",
    method: "get",
    path: "/first-run",
    summary: "How far the workspace is on its way to the first message that was sent",
    description:
      "Read from what is there: a connection, something that came, something asked for, something sent.",
    tag,
    scopes: ["connections:manage"],
    answer: { status: 200, schema: firstRun },
  }),
  changeFirstRun: operation({
    id: "changeFirstRun",
    method: "put",
    path: "/first-run",
    summary: "Lead nobody of the workspace through the first steps any more, or do again",
    tag,
    scopes: ["connections:manage"],
    body: firstRunInput,
    answer: { status: 200, schema: firstRun },
  }),
  streamChanges: operation({
    id: "streamChanges",
    method: "get",
    path: "/changes/stream",
    summary: "Hear what kind of thing changed, as server-sent events",
    description: [
      "One event names the kinds of things that changed since the one before; what they are now is read where it always is.",
      "Its `id` is a place in the audit trail: connect again with it as `Last-Event-ID`, and nothing that changed meanwhile stays untold.",
      "An event without topics every 15 s shows that the stream lives.",
    ].join(" "),
    tag,
    scopes: ["messages:read", "updates:read", "approvals:decide"],
    query: changesQuery,
    streams: true,
    answer: { status: 200, schema: change },
    problems: ["E050"],
  }),
};
