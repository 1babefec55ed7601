/** Signing in and out. */
import { request } from "./request.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** `twoFactorRedirect`: the password is right, and a code is awaited. */
export interface SignedIn {
  readonly twoFactorRedirect?: boolean;
}

/** The session travels in a cookie that pages cannot read. */
export function signIn(credentials: Credentials): Promise<SignedIn> {
  return request("POST", "/auth/sign-in/email", { body: credentials });
}

export interface Code {
  /** An authenticator app's, or one of those for a lost one. */
  readonly kind: "app" | "backup";
  readonly code: string;
}

export function showCode({ kind, code }: Code): Promise<unknown> {
  const path = kind === "app" ? "verify-totp" : "verify-backup-code";
  return request("POST", `/auth/two-factor/${path}`, { body: { code } });
}

export function signOut(): Promise<unknown> {
  return request("POST", "/auth/sign-out", { body: {} });
}
