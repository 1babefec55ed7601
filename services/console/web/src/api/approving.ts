/** Who decides for whom while they are away, and the Telegram accounts that approvals are asked in. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf, BodyOf } from "./contract.ts";
import { request } from "./request.ts";

export const approvingKey = ["approving"] as const;

export const delegationsQuery = queryOptions({
  queryKey: [...approvingKey, "delegations"],
  queryFn: ({ signal }) => request<AnswerOf<"listDelegations">>("GET", "/delegations", { signal }),
});

export function delegate(body: BodyOf<"createDelegation">) {
  return request<AnswerOf<"createDelegation">>("POST", "/delegations", { body });
}

export function endDelegation(id: string) {
  return request<undefined>("DELETE", `/delegations/${encodeURIComponent(id)}`);
}

export const telegramLinksQuery = queryOptions({
  queryKey: [...approvingKey, "telegram"],
  queryFn: ({ signal }) =>
    request<AnswerOf<"listTelegramLinks">>("GET", "/telegram-links", { signal }),
});

export function linkTelegram(connectionId: string) {
  return request<AnswerOf<"createTelegramLink">>("POST", "/telegram-links", {
    body: { connectionId, kind: "private" },
  });
}

export function unlinkTelegram(id: string) {
  return request<undefined>("DELETE", `/telegram-links/${encodeURIComponent(id)}`);
}
