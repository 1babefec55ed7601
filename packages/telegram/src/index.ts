/** The public face of telegram: calling the Bot API, and understanding what comes back and in. */
export type { Answer, CallOptions } from "./answer.ts";
export { type BotApi, type BotApiOptions, createBotApi } from "./bot-api.ts";
export { type Call, classify } from "./classify.ts";
export { type MemberStatus, memberStatuses, type PersonDescription } from "./describe-people.ts";
export {
  type ChatDescription,
  describeUpdate,
  type MembershipChange,
  placeUpdate,
  type UpdateDescription,
  type UpdatePlace,
} from "./describe-update.ts";
export { mayRepeat, messageIdsOf, returnsMessages } from "./methods.ts";
export type { ChatScope, Instead, Outcome, OutcomeClass } from "./outcome.ts";
export {
  BOT_MESSAGES_PER_SECOND,
  CHAT_MESSAGES_PER_SECOND,
  type ChatKind,
  chatKindOf,
  defaultPacing,
  GROUP_MESSAGES_PER_MINUTE,
  type PacingLimits,
} from "./pacing.ts";
export type { Button, Fault } from "./render-buttons.ts";
export {
  MAX_TEXT_BYTES,
  MAX_TEXT_LENGTH,
  type MessagePart,
  type MessageRequest,
  type Rendering,
  renderMessage,
  type TextContent,
  type TextFormat,
} from "./render-message.ts";
export { generateSecretToken } from "./secret-token.ts";
export {
  type ApiRoots,
  apiRootFor,
  isSandboxToken,
  parseBotToken,
  scrubToken,
  type TokenReading,
} from "./token.ts";
export { createTransport, type Transport, type TransportOptions } from "./transport.ts";
export {
  isUpdateKind,
  type UpdateKind,
  updateKinds,
  wantedAllowedUpdates,
} from "./update-kinds.ts";
export type { BotIdentity, SetWebhook, WebhookCalls, WebhookInfo } from "./webhook-calls.ts";
