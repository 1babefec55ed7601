/** What a person sets for themselves: password, second factor, what they are told of, which workspace. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf, BodyOf } from "./contract.ts";
import { request } from "./request.ts";

export const noticesQuery = queryOptions({
  queryKey: ["notices"],
  queryFn: ({ signal }) => request<AnswerOf<"getNotices">>("GET", "/me/notices", { signal }),
});

export function chooseNotices(body: BodyOf<"chooseNotices">) {
  return request<AnswerOf<"chooseNotices">>("PUT", "/me/notices", { body });
}

export const workspacesQuery = queryOptions({
  queryKey: ["workspaces"],
  queryFn: ({ signal }) =>
    request<{ id: string; name: string }[]>("GET", "/auth/organization/list", { signal }),
});

export function actIn(organizationId: string): Promise<unknown> {
  return request("POST", "/auth/organization/set-active", { body: { organizationId } });
}

/** Sessions elsewhere end with the old password. */
export function changePassword(body: { currentPassword: string; newPassword: string }) {
  return request("POST", "/auth/change-password", { body: { ...body, revokeOtherSessions: true } });
}

export interface Enrolment {
  /** `otpauth://…`, for the authenticator app. */
  readonly totpURI: string;
  readonly backupCodes: readonly string[];
}

export function beginSecondFactor(password: string): Promise<Enrolment> {
  return request("POST", "/auth/two-factor/enable", { body: { password } });
}

export function renewBackupCodes(password: string): Promise<Pick<Enrolment, "backupCodes">> {
  return request("POST", "/auth/two-factor/generate-backup-codes", { body: { password } });
}

export function endSecondFactor(password: string): Promise<unknown> {
  return request("POST", "/auth/two-factor/disable", { body: { password } });
}
