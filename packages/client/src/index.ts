/** The public face of the client. */
export { addressOf, type ChannelAddress, type ChannelNames, channelOf } from "./channel.ts";
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type SendResult,
  type UpdatesQuery,
} from "./client.ts";
export { fileKeys } from "./file-keys.ts";
export type { FollowedUpdate, FollowQuery } from "./follow-updates.ts";
export type { WaitOptions } from "./outcome.ts";
export { type ProblemBody, ProblemError } from "./problem-error.ts";
export type { InboundRecord } from "./record.ts";
export { type KeptKey, type KeyStore, memoryKeys } from "./send-keys.ts";
export {
  type ChannelTransport,
  createTransport,
  type TransportOptions,
  type TransportReceive,
  type TransportReceiveResult,
  type TransportSend,
  type TransportSendResult,
} from "./transport.ts";
export type {
  AcceptedMessage,
  Button,
  Chat,
  Message,
  MessageContent,
  MessageDetail,
  MessageRequest,
  MessageStatus,
  PolicyOutcome,
  PushedEvent,
  RenderedPart,
  TelegramId,
  Update,
  UpdatesPage,
} from "./types.ts";
export { NotVerified, type PushRequest, verifyEvent } from "./verify-event.ts";
