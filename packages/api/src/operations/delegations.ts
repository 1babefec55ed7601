/** The operations on deciding for somebody who is away. */
import { z } from "zod";
import { operation } from "../operation.ts";
import { idParams } from "../schemas/common.ts";
import { delegation, delegationInput, delegationList } from "../schemas/delegation.ts";

const tag = "Approvals" as const;
const decide = ["approvals:decide"] as const;

export const delegationOperations = {
  createDelegation: operation({
    id: "createDelegation",
    method: "post",
    path: "/delegations",
    summary: "Let somebody decide in one's place for a time",
    description:
      "For oneself, signed in as a person. What the delegate decides counts as the decision of who is away, once: not besides the delegate's own, and not about what either of the two asked for",
    tag,
    scopes: decide,
    body: delegationInput,
    answer: { status: 201, schema: delegation },
    problems: ["E044"],
  }),
  listDelegations: operation({
    id: "listDelegations",
    method: "get",
    path: "/delegations",
    summary: "List who decides for whom, now and later",
    tag,
    scopes: decide,
    answer: { status: 200, schema: delegationList },
  }),
  deleteDelegation: operation({
    id: "deleteDelegation",
    method: "delete",
    path: "/delegations/{id}",
    summary: "End a delegation of one's own, or as owner or admin anybody's",
    tag,
    scopes: decide,
    params: idParams,
    answer: { status: 204, schema: z.undefined() },
    problems: ["E044"],
  }),
};
