/** Signing in and out. */
import { request } from "./request.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** The session travels in a cookie that pages cannot read. */
export function signIn(credentials: Credentials): Promise<unknown> {
  return request("POST", "/auth/sign-in/email", { body: credentials });
}

export function signOut(): Promise<unknown> {
  return request("POST", "/auth/sign-out", { body: {} });
}
