/** A message that a program or a person asks to send, and what became of it. */
import { z } from "zod";
import {
  id,
  instant,
  instantInput,
  json,
  jsonInput,
  reference,
  several,
  telegramId,
  telegramIdText,
  wellFormed,
  words,
} from "./common.ts";
import { content } from "./content.ts";
import { pause } from "./pause.ts";

export const messageStatus = z.enum([
  "pending_approval",
  "scheduled",
  "queued",
  "sending",
  "sent",
  "failed",
  "uncertain",
  "rejected",
  "expired",
  "cancelled",
  "blocked",
]);

const label = wellFormed(256);
export const button = z.union(
  [
    z.strictObject({ text: label, url: wellFormed(2_048, 0) }),
    z.strictObject({ text: label, data: wellFormed(64) }),
  ],
  { error: "must be { text, url } or { text, data }" },
);
export type Button = z.infer<typeof button>;

export const messageInput = z.strictObject({
  connectionId: reference,
  chatId: telegramId,
  threadId: telegramId.optional(),
  content,
  replyToMessageId: telegramId.optional(),
  silent: z.boolean().optional(),
  protected: z.boolean().optional(),
  buttons: z.array(z.array(button).min(1).max(8)).max(100).optional(),
  priority: z.enum(["interactive", "bulk"]).default("interactive"),
  sequence: z.literal("strict").optional().openapi({
    description:
      "`strict`: it is not sent before every message asked for earlier to the same chat and topic over this connection is finished (sent, failed, rejected, expired, cancelled or blocked). Until then it is `queued` and `waitingFor` says `sequence`. Without it messages go out in the order of their approval, and nothing waits for one that awaits approval, is scheduled or is in doubt",
    example: "strict",
  }),
  paidBroadcast: z.boolean().optional().openapi({
    description:
      "Sends with `allow_paid_broadcast`: up to 1000 messages a second instead of 30, for 0.1 Telegram Star each. Only where the connection's `paidBroadcast` is true. It passes through a window of its own (`pacing.paidPerSecond`) and keeps its chat's order and pace",
  }),
  sendAt: instantInput.optional(),
  expiresAt: instantInput.optional(),
  dryRun: z.boolean().optional(),
  reason: words(1_000).optional().openapi({ description: "Shown to the approver" }),
  metadata: z.record(wellFormed(100, 0), jsonInput).optional(),
});
/** As parsed. */
export type MessageInput = z.infer<typeof messageInput>;
/** As a caller writes it. */
export type MessageRequest = z.input<typeof messageInput>;

/** A file that travels with a call, by which `attach://<name>` in the payload is meant. */
export const partFile = z
  .object({
    name: z.string(),
    uploadId: id("upl").nullable().openapi({ description: "null where nothing is kept" }),
    fileName: z.string(),
    mimeType: z.string(),
    size: z.number().int(),
    sha256: z.string(),
  })
  .openapi("PartFile");

const call = {
  method: z.string(),
  payload: z.record(z.string(), json),
  files: z
    .array(partFile)
    .optional()
    .openapi({ description: "Absent where nothing travels along" }),
};

/** One Bot API call, exactly as it goes out. */
export const renderedPart = z.object(call).openapi("RenderedPart");

export const policyOutcome = z.object({
  effect: z.enum(["auto_approve", "require_approval", "escalate", "block"]),
  ruleId: z.string().optional(),
  revision: z
    .number()
    .int()
    .optional()
    .openapi({ description: "Of the rules that decided; absent where none were asked" }),
});

export const accepted = z
  .object({
    id: id("msg").nullable().openapi({ description: "null in a dry run" }),
    status: messageStatus,
    approvalId: id("appr").optional(),
    policy: policyOutcome,
    parts: z.array(renderedPart),
    waitingFor: z.string().optional(),
    pause: pause.optional(),
    holdUntil: instant.optional(),
  })
  .openapi("AcceptedMessage");

/** What a request to send would come to. */
export const preview = z
  .object({
    status: messageStatus.openapi({ description: "What the message would be" }),
    policy: policyOutcome.extend({
      explanation: z.string().openapi({ description: "In plain words" }),
    }),
    parts: z
      .array(renderedPart)
      .openapi({ description: "The calls, exactly as they would go out" }),
    digest: z.string().openapi({ description: "What an approval would be bound to" }),
    notes: z.array(z.string()).openapi({
      description: "What would be done other than asked, because the request allows it",
    }),
  })
  .openapi("MessagePreview");

export type AcceptedView = z.infer<typeof accepted>;

export const requester = z.object({
  kind: z.enum(["key", "user", "system"]),
  id: z.string(),
  name: z.string(),
});

export const waitingFor = z.enum([
  "approval",
  "schedule",
  "hold",
  "pause",
  "backlog",
  "action_required",
  "sequence",
  "turn",
]);

/** What is known about a call that may have been carried out; null where that is not known either. */
export const known = z
  .object({
    written: z.boolean().nullable().openapi({
      description: "Whether the whole request had gone out",
    }),
    status: z.number().int().nullable().openapi({ description: "The HTTP status that came back" }),
    elapsedMs: z.number().int().nullable(),
    failedItem: z.number().int().optional().openapi({
      description: "The album's item, from 1, that failed; the others may be in the chat",
    }),
    items: z.number().int().optional().openapi({ description: "How many items the album has" }),
  })
  .openapi("KnownOfDoubt", { example: { written: true, status: null, elapsedMs: 20_004 } });

export const messagePart = z.object({
  ordinal: z.number().int(),
  ...call,
  status: z.enum(["waiting", "queued", "sending", "sent", "failed", "uncertain", "cancelled"]),
  attempt: z.number().int(),
  messageIds: z.array(telegramIdText).openapi({
    description:
      "Empty for a part that was sent without Telegram giving an id: `note` says why, or a person said that it was delivered",
  }),
  note: z.string().nullable().openapi({
    description:
      "What is to be known about a part that was sent, such as that it was deleted at once",
  }),
  error: z
    .object({
      code: z.number().int().nullable(),
      detail: z.string(),
      known: known.nullable().openapi({ description: "Of a call in doubt" }),
    })
    .nullable(),
});

export const messageStatuses = several(messageStatus, "queued,sending");

export const timelineEntry = z.object({
  at: instant,
  status: z.string(),
  actor: z.string(),
  attempt: z.number().int().optional(),
  detail: z.string().optional(),
});

export const failure = z.object({
  code: z.string(),
  detail: z.string(),
  remedy: z.string().nullable(),
});

export const message = z
  .object({
    id: id("msg"),
    connectionId: id("conn"),
    chatId: telegramIdText,
    threadId: telegramIdText.nullable(),
    chat: z
      .object({
        type: z.string().nullable(),
        title: z.string().nullable(),
        username: z.string().nullable(),
      })
      .nullable()
      .openapi({ description: "What is known of the chat; null where nothing came from it yet" }),
    status: messageStatus,
    waitingFor: waitingFor.optional(),
    pause: pause.optional().openapi({ description: "Which switch it waits for, where it does" }),
    holdUntil: instant.optional().openapi({
      description: "Until when Telegram asked to wait, where it waits for a `hold`",
    }),
    content: json,
    priority: z.enum(["interactive", "bulk"]),
    sequence: z.enum(["approval", "strict"]).openapi({
      description: "In the order of approval, or not before what was asked for earlier",
    }),
    messageIds: z.array(telegramIdText).openapi({
      description:
        "Telegram's ids, those of all parts in order. Fewer than were sent where Telegram gave none: something in the chat deleted the message at once, or a person said that it was delivered",
    }),
    approvalId: id("appr").nullable(),
    policy: policyOutcome,
    requester,
    reason: z.string().nullable(),
    metadata: json.nullable(),
    sendAt: instant.nullable(),
    expiresAt: instant.nullable(),
    failure: failure.nullable(),
    createdAt: instant,
    updatedAt: instant,
    purgedAt: instant.nullable().openapi({
      description:
        'Set once its text was purged: `content` is `{ type: "purged" }` and its parts are empty from then on',
    }),
  })
  .openapi("Message");
export type MessageView = z.infer<typeof message>;

export const messageDetail = message
  .extend({ parts: z.array(messagePart), timeline: z.array(timelineEntry) })
  .openapi("MessageDetail");
export type MessageDetailView = z.infer<typeof messageDetail>;

export const resolveInput = z.strictObject({
  outcome: z.enum(["delivered", "resend", "abandon"]),
  part: z
    .number()
    .int()
    .min(0)
    .max(1_000)
    .optional()
    .openapi({ description: "Ordinal; all in doubt without it" }),
  reason: words(1_000),
});
