/** Reading messages, asking to send them, and what may be done to them later. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf, BodyOf, MessageStatus, WaitingFor } from "./contract.ts";
import { keptPages, pagesOf } from "./pages.ts";
import { request } from "./request.ts";

export interface MessageFilter {
  readonly status?: readonly MessageStatus[] | undefined;
  readonly waitingFor?: WaitingFor | undefined;
  readonly failureCode?: string | undefined;
  readonly connectionId?: string | undefined;
}

function list(
  filter: MessageFilter,
  page: { cursor?: string | undefined; limit: number },
  signal?: AbortSignal,
) {
  const { status, ...rest } = filter;
  return request<AnswerOf<"listMessages">>("GET", "/messages", {
    query: { ...rest, status: status?.join(","), ...page },
    signal,
  });
}

/** Newest first. */
export function messagesQuery(filter: MessageFilter) {
  return pagesOf({
    queryKey: ["messages", "list", filter],
    read: (cursor, signal) => list(filter, { cursor, limit: 50 }, signal),
    keep: keptPages,
  });
}

/** Every message there is of a kind, page by page; what appears meanwhile is not among them. */
export async function* allMessages(filter: MessageFilter, signal: AbortSignal) {
  let cursor: string | undefined;
  do {
    const page = await list(filter, { cursor, limit: 200 }, signal);
    yield* page.data;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

export function messageQuery(id: string) {
  return queryOptions({
    queryKey: ["messages", "one", id],
    queryFn: ({ signal }) => request<AnswerOf<"getMessage">>("GET", pathOf(id), { signal }),
  });
}

export const outboxQuery = queryOptions({
  queryKey: ["outbox"],
  queryFn: ({ signal }) => request<AnswerOf<"getOutbox">>("GET", "/outbox", { signal }),
});

/** What a request would come to; asked again only when it is another. */
export function messagePreviewQuery(body: BodyOf<"previewMessage">) {
  return queryOptions({
    queryKey: ["preview", body],
    queryFn: ({ signal }) =>
      request<AnswerOf<"previewMessage">>("POST", "/messages/preview", { body, signal }),
    staleTime: 60_000,
  });
}

/**
 * `key` makes a second attempt of the same request the same message. With an API key the program asks
 * whose it is, otherwise the person who is signed in.
 */
export function createMessage(body: BodyOf<"createMessage">, key: string, apiKey?: string) {
  return request<AnswerOf<"createMessage">>("POST", "/messages", {
    body,
    headers: {
      "idempotency-key": key,
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
  });
}

export function cancelMessage(id: string) {
  return request<AnswerOf<"cancelMessage">>("POST", `${pathOf(id)}/cancel`);
}

/** What it said is gone afterwards. */
export function purgeMessage(id: string) {
  return request<AnswerOf<"purgeMessage">>("POST", `${pathOf(id)}/purge`);
}

export function retryMessage(id: string) {
  return request<AnswerOf<"retryMessage">>("POST", `${pathOf(id)}/retry`);
}

export function resolveMessage(id: string, body: BodyOf<"resolveMessage">) {
  return request<AnswerOf<"resolveMessage">>("POST", `${pathOf(id)}/resolve`, { body });
}

function pathOf(id: string): string {
  return `/messages/${encodeURIComponent(id)}`;
}
