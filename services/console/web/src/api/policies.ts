/** Reading and changing the rules that decide what goes out. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf, BodyOf } from "./contract.ts";
import { request } from "./request.ts";

export const policiesQuery = queryOptions({
  queryKey: ["policies", "list"],
  queryFn: ({ signal }) => request<AnswerOf<"listPolicies">>("GET", "/policies", { signal }),
  staleTime: 10_000,
});

export function createPolicy(body: BodyOf<"createPolicy">) {
  return request<AnswerOf<"createPolicy">>("POST", "/policies", { body });
}

export function changePolicy(id: string, body: BodyOf<"changePolicy">) {
  return request<AnswerOf<"changePolicy">>("PATCH", `/policies/${encodeURIComponent(id)}`, {
    body,
  });
}

export function deletePolicy(id: string) {
  return request<void>("DELETE", `/policies/${encodeURIComponent(id)}`);
}

export function orderPolicies(body: BodyOf<"orderPolicies">) {
  return request<AnswerOf<"orderPolicies">>("PUT", "/policies/order", { body });
}

export function simulatePolicies(body: BodyOf<"simulatePolicies">) {
  return request<AnswerOf<"simulatePolicies">>("POST", "/policies/simulate", { body });
}
