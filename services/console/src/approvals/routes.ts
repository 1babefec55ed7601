/** Serves the operations on approvals. */
import {
  type ApprovalView,
  checkCursor,
  operations,
  type Principal,
  Problem,
  problem,
  type Route,
  route,
} from "@lumenflow/api";
import type { ApprovalRow } from "@lumenflow/db";
import { drainOutbox } from "@lumenflow/jobs";
import { ringAfterCommit } from "@lumenflow/queue";
import { isId } from "../ids.ts";
import { pageOf } from "../page.ts";
import { createDecide, type Wanted } from "./decide.ts";
import type { ApprovalDeps } from "./deps.ts";
import { presentApproval } from "./present.ts";
import { createStanding } from "./standing.ts";

type Present = (row: ApprovalRow) => Promise<ApprovalView>;

export function approvalRoutes(deps: ApprovalDeps): Route[] {
  const { approvals } = deps.database;
  const decide = createDecide(deps);

  async function presentFor(principal: Principal): Promise<Present> {
    const standing = await createStanding(deps.database, principal);
    return async (row) => presentApproval(row, principal, await standing(row));
  }

  const ring = (connectionIds: readonly (string | null)[]) =>
    ringAfterCommit(
      deps,
      drainOutbox,
      [...new Set(connectionIds)].flatMap((connectionId) =>
        connectionId === null ? [] : [{ connectionId }],
      ),
    );

  return [
    route(operations.listApprovals, async ({ query, principal }) => {
      const { status, cursor, limit } = query;
      checkCursor(cursor, "appr");
      const page = { status, cursor, limit: limit + 1 };
      const rows = await approvals.list(principal.workspaceId, page);
      const { data, nextCursor } = pageOf(rows, limit, await presentFor(principal));
      return { body: { data: await Promise.all(data), nextCursor } };
    }),

    route(operations.getApproval, async ({ params: { id }, principal }) => {
      const row = isId(id) ? await approvals.find(principal.workspaceId, id) : null;
      if (row === null) throw problem.notFound("There is no approval of this id here.");
      const present = await presentFor(principal);
      return { body: await present(row) };
    }),

    route(operations.resolveApprovals, async ({ body, principal, requestId, signal }) => {
      const rings: (string | null)[] = [];
      const present = await presentFor(principal);
      const resolveOne = async (wanted: Wanted) => {
        try {
          const decided = await decide(wanted, { principal, signal });
          rings.push(decided.ring);
          return { id: wanted.id, ok: true as const, approval: await present(decided.row) };
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          return { id: wanted.id, ok: false as const, problem: bodyOf(error, requestId) };
        }
      };
      const results = [];
      try {
        // One after another: each takes the line's lock, and the order given is the order sent.
        for (const wanted of body.decisions) results.push(await resolveOne(wanted));
      } finally {
        await ring(rings);
      }
      return { body: { results } };
    }),

    route(operations.resolveApproval, async ({ params: { id }, body, principal, signal }) => {
      const decided = await decide({ id, ...body }, { principal, signal });
      await ring([decided.ring]);
      const present = await presentFor(principal);
      return { body: await present(decided.row) };
    }),
  ];
}

type ProblemBody = Record<string, unknown> & {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
};

function bodyOf(error: Problem, requestId: string): ProblemBody {
  return error.toBody(requestId) as ProblemBody;
}
