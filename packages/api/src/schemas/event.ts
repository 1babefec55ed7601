/** What endpoints are told: an envelope that is the same for every type, and each type's data. */
import { z } from "zod";
import { approvalStatus } from "./approval.ts";
import { id, instant, json, telegramIdText } from "./common.ts";
import { bot, connectionStatus } from "./connection.ts";
import { update } from "./inbound.ts";
import { failure, messageStatus, requester } from "./message.ts";

const updatesReceived = z.object({
  albumId: z
    .string()
    .optional()
    .openapi({ description: "Telegram's `media_group_id`, where the updates are an album" }),
  updates: z.array(update).min(1).openapi({
    description:
      "One; or an album's, in their order. An item that came late makes an event of its own",
  }),
});

const messageStatusChanged = z.object({
  id: id("msg"),
  connectionId: id("conn"),
  chatId: telegramIdText,
  threadId: telegramIdText.nullable(),
  status: messageStatus,
  previousStatus: messageStatus.nullable().openapi({ description: "null when it was made" }),
  messageIds: z.array(telegramIdText).openapi({ description: "Telegram's ids of what was sent" }),
  failure: failure.nullable(),
  idempotencyKey: z.string().nullable(),
  metadata: json
    .nullable()
    .optional()
    .openapi({ description: "As it was given; left out where it is longer than 4 KiB" }),
});

const approvalData = z.object({
  id: id("appr"),
  messageId: id("msg"),
  connectionId: id("conn"),
  chatId: telegramIdText,
  status: approvalStatus,
  digest: z.string(),
  requester,
  requestedAt: instant,
  expiresAt: instant.nullable(),
  ruleId: z.string().nullable(),
  approvers: z.array(z.string()).nullable().openapi({
    description: "Who may decide now; null: whoever has approvals:decide",
  }),
  required: z.number().int().openapi({ description: "How many must approve" }),
  level: z.number().int().openapi({
    description: "How often it went on to others: it is asked anew at each level",
  }),
});

const approvalResolved = approvalData.extend({
  edited: z.boolean().openapi({ description: "The approver changed the message first" }),
  decidedBy: requester.nullable().openapi({ description: "null where nobody decided" }),
  decidedAt: instant.nullable(),
  decisionReason: z.string().nullable(),
});

const connectionStatusChanged = z.object({
  id: id("conn"),
  provider: z.literal("telegram"),
  bot: bot.omit({ picture: true }),
  status: connectionStatus,
  previousStatus: connectionStatus.nullable().openapi({ description: "null when it was made" }),
  statusReason: z.string().nullable(),
  statusRemedy: z.string().nullable(),
});

function event<const T extends string, D extends z.ZodType>(type: T, name: string, data: D) {
  return z
    .object({
      id: id("evt").openapi({ description: "The same in every attempt and at every endpoint" }),
      type: z.literal(type),
      timestamp: instant,
      workspaceId: id("ws"),
      connectionId: id("conn").optional(),
      chatId: telegramIdText.optional(),
      data,
    })
    .openapi(name);
}

const endpointTest = event("endpoint.test", "EndpointTest", z.object({ endpointId: id("end") }));

/** Every type that an endpoint can ask for, by its name. */
export const events = {
  "telegram.update.received": event(
    "telegram.update.received",
    "TelegramUpdateReceived",
    updatesReceived,
  ),
  "message.status.changed": event(
    "message.status.changed",
    "MessageStatusChanged",
    messageStatusChanged,
  ),
  "approval.requested": event("approval.requested", "ApprovalRequested", approvalData),
  "approval.reminder": event("approval.reminder", "ApprovalReminder", approvalData),
  "approval.resolved": event("approval.resolved", "ApprovalResolved", approvalResolved),
  "connection.status.changed": event(
    "connection.status.changed",
    "ConnectionStatusChanged",
    connectionStatusChanged,
  ),
};

export type EventType = keyof typeof events;

/** An event as it arrives at an endpoint; `endpoint.test` comes only where somebody asks for it. */
export type PushedEvent =
  | { [T in EventType]: z.infer<(typeof events)[T]> }[EventType]
  | z.infer<typeof endpointTest>;

export const eventTypes = Object.keys(events) as [EventType, ...EventType[]];

/** When each is raised, for the document. */
export const eventSummaries: Record<EventType, string> = {
  "telegram.update.received": "An update was stored, or an album is complete",
  "message.status.changed": "A message was made, or moved on",
  "approval.requested":
    "A person is asked about a message: when it was asked for, at each escalation, and anew after an edit that others have to approve",
  "approval.reminder": "Nobody has decided, and the time ends soon; once",
  "approval.resolved": "An approval was approved, rejected, expired or cancelled",
  "connection.status.changed":
    "A connection was made, its status changed, or the reason of its trouble",
};
