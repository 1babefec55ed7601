/** The public face of the client. */
export {
  type Client,
  type ClientOptions,
  createClient,
  type SendResult,
  type UpdatesQuery,
} from "./client.ts";
export type { FollowedUpdate, FollowQuery } from "./follow-updates.ts";
export { type ProblemBody, ProblemError } from "./problem-error.ts";
export { NotVerified, type PushRequest, verifyEvent } from "./verify-event.ts";
