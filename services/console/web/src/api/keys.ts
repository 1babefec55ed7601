/** Reading and changing API keys. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf, BodyOf, Scope } from "./contract.ts";
import { request } from "./request.ts";

export const keysKey = ["keys"] as const;

export const keysQuery = queryOptions({
  queryKey: keysKey,
  queryFn: ({ signal }) =>
    request<AnswerOf<"listApiKeys">>("GET", "/api-keys", { query: { limit: 200 }, signal }),
});

const pathOf = (id: string) => `/api-keys/${encodeURIComponent(id)}`;

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** ISO 8601. */
  readonly expiresAt?: string | undefined;
}

export function makeKey(body: NewKey) {
  return request<AnswerOf<"createApiKey">>("POST", "/api-keys", { body });
}

export function rotateKey({ id, ...body }: { id: string } & BodyOf<"rotateApiKey">) {
  return request<AnswerOf<"rotateApiKey">>("POST", `${pathOf(id)}/rotate`, { body });
}

export function revokeKey(id: string) {
  return request<undefined>("DELETE", pathOf(id));
}
