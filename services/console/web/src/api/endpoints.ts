/** Where events are delivered to, and the log of their deliveries. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf, BodyOf, Delivery } from "./contract.ts";
import { keptPages, pagesOf } from "./pages.ts";
import { request } from "./request.ts";

/** The log moves on without anything else in the workspace changing. */
const everyMs = 5_000;

export const endpointsQuery = queryOptions({
  queryKey: ["endpoints", "list"],
  queryFn: ({ signal }) =>
    request<AnswerOf<"listEndpoints">>("GET", "/endpoints", { query: { limit: 200 }, signal }),
});

export function endpointQuery(id: string) {
  return queryOptions({
    queryKey: ["endpoints", "one", id],
    queryFn: ({ signal }) => request<AnswerOf<"getEndpoint">>("GET", pathOf(id), { signal }),
  });
}

export function deadLettersQuery(id: string) {
  return queryOptions({
    queryKey: ["deliveries", id, "dead"],
    queryFn: ({ signal }) =>
      request<AnswerOf<"listDeadLetters">>("GET", `${pathOf(id)}/dead-letters`, { signal }),
    refetchInterval: everyMs,
  });
}

/** Newest first. */
export function deliveriesQuery(id: string, status: Delivery["status"] | undefined) {
  return {
    ...pagesOf({
      queryKey: ["deliveries", id, "log", status ?? "all"],
      read: (cursor, signal) =>
        request<AnswerOf<"listDeliveries">>("GET", `${pathOf(id)}/deliveries`, {
          query: { limit: 50, cursor, status },
          signal,
        }),
      keep: keptPages,
    }),
    refetchInterval: everyMs,
  };
}

export function createEndpoint(body: BodyOf<"createEndpoint">) {
  return request<AnswerOf<"createEndpoint">>("POST", "/endpoints", { body });
}

export function changeEndpoint(id: string, body: BodyOf<"changeEndpoint">) {
  return request<AnswerOf<"changeEndpoint">>("PUT", pathOf(id), { body });
}

export function deleteEndpoint(id: string) {
  return request<void>("DELETE", pathOf(id));
}

export function rotateEndpointSecret(id: string) {
  return request<AnswerOf<"rotateEndpointSecret">>("POST", `${pathOf(id)}/rotate-secret`);
}

export function enableEndpoint(id: string) {
  return request<AnswerOf<"enableEndpoint">>("POST", `${pathOf(id)}/enable`);
}

export function disableEndpoint(id: string) {
  return request<AnswerOf<"disableEndpoint">>("POST", `${pathOf(id)}/disable`);
}

export function testEndpoint(id: string) {
  return request<AnswerOf<"testEndpoint">>("POST", `${pathOf(id)}/test`);
}

export function replayDeliveries(id: string, body: BodyOf<"replayDeliveries">) {
  return request<AnswerOf<"replayDeliveries">>("POST", `${pathOf(id)}/replay`, { body });
}

export function replayDelivery(id: string) {
  const path = `/deliveries/${encodeURIComponent(id)}/replay`;
  return request<AnswerOf<"replayDelivery">>("POST", path);
}

function pathOf(id: string): string {
  return `/endpoints/${encodeURIComponent(id)}`;
}
