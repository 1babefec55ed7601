/** The operations on approvals. */
import { z } from "zod";
import { operation } from "../operation.ts";
import {
  approval,
  approvalStatuses,
  bulkDecisionInput,
  decisionInput,
} from "../schemas/approval.ts";
import { cursorQuery, idParams, page, problemBody } from "../schemas/common.ts";

const tag = "Approvals" as const;
const decide = ["approvals:decide"] as const;
const see = ["approvals:decide", "messages:read"] as const;

export const approvalOperations = {
  listApprovals: operation({
    id: "listApprovals",
    method: "get",
    path: "/approvals",
    summary: "List approvals, newest first",
    tag,
    scopes: see,
    query: cursorQuery.extend({ status: approvalStatuses.optional() }),
    answer: { status: 200, schema: page(approval) },
  }),
  getApproval: operation({
    id: "getApproval",
    method: "get",
    path: "/approvals/{id}",
    summary: "One approval with exactly what would be sent",
    tag,
    scopes: see,
    params: idParams,
    answer: { status: 200, schema: approval },
    problems: ["E044"],
  }),
  resolveApprovals: operation({
    id: "resolveApprovals",
    method: "post",
    path: "/approvals/resolve",
    summary: "Decide several approvals, each with its own result",
    tag,
    scopes: decide,
    body: bulkDecisionInput,
    answer: {
      status: 200,
      schema: z.object({
        results: z.array(
          z.union([
            z.object({ id: z.string(), ok: z.literal(true), approval }),
            z.object({ id: z.string(), ok: z.literal(false), problem: problemBody }),
          ]),
        ),
      }),
    },
  }),
  resolveApproval: operation({
    id: "resolveApproval",
    method: "post",
    path: "/approvals/{id}/resolve",
    summary: "Approve or reject, bound to the digest of what was seen",
    description:
      "Where `required` is above 1 the approval stays `pending` until as many different approvers have approved the same digest; the one that is missing last releases the message. One rejection rejects. The same decision again is answered with 200 and changes nothing, the opposite with 409; so is one's own edit again, with the digest that was seen then, as long as nobody has changed the message since",
    tag,
    scopes: decide,
    params: idParams,
    body: decisionInput,
    answer: { status: 200, schema: approval },
    problems: ["E020", "E023", "E044"],
  }),
};
