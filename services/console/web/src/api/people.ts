/** Reading and changing who belongs to the workspace, and invitations into it. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf, BodyOf, Role } from "./contract.ts";
import { request } from "./request.ts";

export const peopleKey = ["people"] as const;

const mostShown = 200;

export const membersQuery = queryOptions({
  queryKey: [...peopleKey, "members"],
  queryFn: ({ signal }) =>
    request<AnswerOf<"listMembers">>("GET", "/members", { query: { limit: mostShown }, signal }),
});

export const invitationsQuery = queryOptions({
  queryKey: [...peopleKey, "invitations"],
  queryFn: ({ signal }) =>
    request<AnswerOf<"listInvitations">>("GET", "/invitations", {
      query: { limit: mostShown },
      signal,
    }),
});

export const securityQuery = queryOptions({
  queryKey: [...peopleKey, "security"],
  queryFn: ({ signal }) =>
    request<AnswerOf<"getSecurity">>("GET", "/workspaces/current/security", { signal }),
});

const memberPath = (id: string) => `/members/${encodeURIComponent(id)}`;

export function changeRole({ id, role }: { id: string; role: Role }) {
  return request<AnswerOf<"changeMember">>("PATCH", memberPath(id), { body: { role } });
}

export function removeMember(id: string) {
  return request<undefined>("DELETE", memberPath(id));
}

export function resetSecondFactor(id: string) {
  return request<AnswerOf<"resetSecondFactor">>("POST", `${memberPath(id)}/reset-second-factor`);
}

export function requireSecondFactor(secondFactorRequired: boolean) {
  return request<AnswerOf<"changeSecurity">>("PUT", "/workspaces/current/security", {
    body: { secondFactorRequired },
  });
}

export function invite(body: { email: string; role: Role }) {
  return request<AnswerOf<"createInvitation">>("POST", "/invitations", { body });
}

export function revokeInvitation(id: string) {
  return request<undefined>("DELETE", `/invitations/${encodeURIComponent(id)}`);
}

export function lookAtInvitation(token: string) {
  return request<AnswerOf<"lookAtInvitation">>("POST", "/invitations/look", { body: { token } });
}

export function acceptInvitation(body: BodyOf<"acceptInvitation">) {
  return request<AnswerOf<"acceptInvitation">>("POST", "/invitations/accept", { body });
}
