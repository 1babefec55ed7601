/** The public face of accounts: people with passwords and sessions, programs with keys, one principal. */
export { type Accounts, type AccountsDeps, createAccounts, type FirstStart } from "./accounts.ts";
export { describeApiKey, type MintedKey, mintApiKey } from "./api-keys.ts";
export {
  type Authenticator,
  type AuthenticatorDeps,
  createAuthenticator,
} from "./authenticator.ts";
export { type FirstAccess, firstStart, type Given } from "./first-start.ts";
export { type Invite, invitationPath, issueInvitation } from "./invite.ts";
export type { Join } from "./join.ts";
export { type Loser, resetPassword, resetSecondFactor } from "./lost.ts";
export { type AccessDeps, openAccess } from "./open-access.ts";
export { isOwnOrigin } from "./origins.ts";
export { resealFactor } from "./second-factor.ts";
