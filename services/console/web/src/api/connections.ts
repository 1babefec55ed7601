/** Reading and changing connections. */
import { queryOptions } from "@tanstack/react-query";
import type {
  AnswerOf,
  BacklogDecision,
  BodyOf,
  Connection,
  ConnectionStatus,
} from "./contract.ts";
import { pagesOf } from "./pages.ts";
import { request } from "./request.ts";

export const connectionsKey = ["connections"] as const;

/** Statuses that move on by themselves within seconds. */
const unsettled: readonly ConnectionStatus[] = ["connected", "disconnecting"];
const soonMs = 2_000;
const laterMs = 10_000;

export function connectionsQuery({ disconnected }: { disconnected: boolean }) {
  return queryOptions({
    queryKey: [...connectionsKey, "list", { disconnected }],
    queryFn: ({ signal }) =>
      request<AnswerOf<"listConnections">>("GET", "/connections", {
        query: { limit: 200, include: disconnected ? "disconnected" : undefined },
        signal,
      }),
    refetchInterval: ({ state }) => pollEvery(state.data?.data ?? []),
  });
}

export function connectionQuery(id: string) {
  return queryOptions({
    queryKey: [...connectionsKey, "one", id],
    queryFn: ({ signal }) => request<AnswerOf<"getConnection">>("GET", pathOf(id), { signal }),
    refetchInterval: ({ state }) => (state.data?.status === "active" ? laterMs : soonMs),
  });
}

/** What became of one, newest first. */
export function connectionHistoryQuery(id: string) {
  return {
    ...pagesOf({
      queryKey: [...connectionsKey, "history", id],
      read: (cursor, signal) =>
        request<AnswerOf<"listConnectionHistory">>("GET", `${pathOf(id)}/history`, {
          query: { limit: 10, cursor },
          signal,
        }),
    }),
    refetchInterval: laterMs,
  };
}

function pollEvery(connections: readonly Connection[]): number {
  return connections.some(({ status }) => unsettled.includes(status)) ? soonMs : laterMs;
}

export function validateBotToken(botToken: string, signal: AbortSignal) {
  const body = { botToken };
  return request<AnswerOf<"validateBotToken">>("POST", "/connections/validate", { body, signal });
}

export function createConnection(body: BodyOf<"createConnection">) {
  return request<AnswerOf<"createConnection">>("POST", "/connections", { body });
}

export function verifyConnection(id: string) {
  return request<AnswerOf<"verifyConnection">>("POST", `${pathOf(id)}/verify`);
}

export function registerConnection(id: string) {
  return request<AnswerOf<"registerConnection">>("POST", `${pathOf(id)}/register`);
}

export function rotateConnectionSecret(id: string) {
  return request<AnswerOf<"rotateConnectionSecret">>("POST", `${pathOf(id)}/rotate-secret`);
}

export function replaceConnectionToken(id: string, botToken: string) {
  const body = { botToken };
  return request<AnswerOf<"replaceConnectionToken">>("PUT", `${pathOf(id)}/token`, { body });
}

export function pauseConnection(id: string, body: BodyOf<"pauseConnection">) {
  return request<AnswerOf<"pauseConnection">>("POST", `${pathOf(id)}/pause`, { body });
}

export function resumeConnection(id: string, body: BodyOf<"resumeConnection">) {
  return request<AnswerOf<"resumeConnection">>("POST", `${pathOf(id)}/resume`, { body });
}

export function changeConnection(id: string, body: BodyOf<"changeConnection">) {
  return request<AnswerOf<"changeConnection">>("PATCH", pathOf(id), { body });
}

export function decideBacklog(id: string, body: BacklogDecision) {
  return request<AnswerOf<"decideBacklog">>("POST", `${pathOf(id)}/backlog`, { body });
}

export function disconnectConnection(id: string) {
  return request<AnswerOf<"deleteConnection">>("DELETE", pathOf(id));
}

function pathOf(id: string): string {
  return `/connections/${encodeURIComponent(id)}`;
}
