/** The public face of telegram: calling the Bot API, and understanding what comes back and in. */
export { type Absence, absenceOf } from "./absent-bot.ts";
export type { Answer, CallOptions } from "./answer.ts";
export {
  type ApproverInput,
  isApproverToken,
  type Press,
  readApproverInput,
  type SaidCode,
} from "./approver-input.ts";
export { type BotApi, type BotApiOptions, createBotApi } from "./bot-api.ts";
export { type Call, classify } from "./classify.ts";
export { describeFile, type FileDescription } from "./describe-file.ts";
export { type MemberStatus, memberStatuses, type PersonDescription } from "./describe-people.ts";
export {
  type ChatDescription,
  describeUpdate,
  type MembershipChange,
  placeUpdate,
  type UpdateDescription,
  type UpdatePlace,
} from "./describe-update.ts";
export { type FileCalls, mostFileBytes, type OpenedFile } from "./file-calls.ts";
export {
  changesMessages,
  mayRepeat,
  messageIdsOf,
  messagesChanged,
  returnsMessages,
} from "./methods.ts";
export type { FileToSend } from "./multipart.ts";
export type { ChatScope, Instead, Known, Outcome, OutcomeClass } from "./outcome.ts";
export {
  BOT_MESSAGES_PER_SECOND,
  CHAT_MESSAGES_PER_SECOND,
  type ChatKind,
  chatKindOf,
  defaultPacing,
  GROUP_MESSAGES_PER_MINUTE,
  PAID_MESSAGES_PER_SECOND,
  type PacingLimits,
} from "./pacing.ts";
export type { GetUpdates, PollingCalls } from "./polling-calls.ts";
export { type PollingConflict, pollingConflictOf } from "./polling-conflict.ts";
export type { Fault } from "./render/fault.ts";
export type { PartFile, WantedFile } from "./render/files.ts";
export { type MediaFile, type MediaKind, mediaKinds, mostBytes } from "./render/media-kinds.ts";
export type { Button } from "./render/render-buttons.ts";
export { isChange } from "./render/render-change.ts";
export { type Content, wantedFiles } from "./render/render-content.ts";
export {
  type MessagePart,
  type MessageRequest,
  type Rendering,
  renderMessage,
} from "./render/render-message.ts";
export type { TextContent } from "./render/render-text.ts";
export { generateSecretToken } from "./secret-token.ts";
export type { Entity, FormattedText } from "./text/entity.ts";
export { readText, type TextFormat, textFormats } from "./text/read-text.ts";
export { type SplitLimits, splitText } from "./text/split-text.ts";
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
  unknownKinds,
  updateKinds,
  wantedAllowedUpdates,
} from "./update-kinds.ts";
export type { BotIdentity, SetWebhook, WebhookCalls, WebhookInfo } from "./webhook-calls.ts";
