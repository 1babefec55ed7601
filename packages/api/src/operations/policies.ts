/** The operations on the rules that decide what goes out. */
import { z } from "zod";
import { operation } from "../operation.ts";
import { idParams } from "../schemas/common.ts";
import {
  orderInput,
  policy,
  policyChange,
  policyInput,
  policyList,
  simulation,
  simulationInput,
} from "../schemas/policy.ts";

const tag = "Policies" as const;
const scopes = ["policies:manage"] as const;

export const policyOperations = {
  createPolicy: operation({
    id: "createPolicy",
    method: "post",
    path: "/policies",
    summary: "Make a rule",
    description:
      "The highest priority is asked first, the first that matches decides, and where none does a person must approve. Patterns are compiled now; what is wrong is named with its place and remedy.",
    tag,
    scopes,
    body: policyInput,
    answer: { status: 201, schema: policy },
    problems: ["E023", "E044"],
  }),
  listPolicies: operation({
    id: "listPolicies",
    method: "get",
    path: "/policies",
    summary: "List rules, in the order in which they are asked",
    tag,
    scopes,
    answer: { status: 200, schema: policyList },
  }),
  orderPolicies: operation({
    id: "orderPolicies",
    method: "put",
    path: "/policies/order",
    summary: "Put all rules in order",
    tag,
    scopes,
    body: orderInput,
    answer: { status: 200, schema: policyList },
    problems: ["E023"],
  }),
  simulatePolicies: operation({
    id: "simulatePolicies",
    method: "post",
    path: "/policies/simulate",
    summary: "Ask a draft of rules about messages of the past",
    description:
      "Newest first: what each came to then, and what it would come to, with the explanation. Budgets and first contact are as they were before it; a chat's type is today's. Nothing is written.",
    tag,
    scopes,
    body: simulationInput,
    answer: { status: 200, schema: simulation },
  }),
  getPolicy: operation({
    id: "getPolicy",
    method: "get",
    path: "/policies/{id}",
    summary: "One rule",
    tag,
    scopes,
    params: idParams,
    answer: { status: 200, schema: policy },
    problems: ["E044"],
  }),
  changePolicy: operation({
    id: "changePolicy",
    method: "patch",
    path: "/policies/{id}",
    summary: "Change a rule, as it was when you saw it",
    tag,
    scopes,
    params: idParams,
    body: policyChange,
    answer: { status: 200, schema: policy },
    problems: ["E023", "E044"],
  }),
  deletePolicy: operation({
    id: "deletePolicy",
    method: "delete",
    path: "/policies/{id}",
    summary: "Delete a rule; only an owner of the workspace may, signed in",
    tag,
    scopes,
    params: idParams,
    answer: { status: 204, schema: z.undefined() },
    problems: ["E044"],
  }),
};
