/** A question put to a person about one exact message. */
import { z } from "zod";
import { id, instant, json, reference, several, telegramIdText, words } from "./common.ts";
import { content } from "./content.ts";
import { renderedPart, requester } from "./message.ts";

export const approvalStatus = z.enum(["pending", "approved", "rejected", "expired", "cancelled"]);
export const approvalStatuses = several(approvalStatus, "approved,rejected");

const decided = z.object({
  id: id("dec"),
  decision: z.enum(["approved", "rejected"]),
  digest: z.string().openapi({ description: "Of the message that it was about" }),
  by: requester.openapi({ description: "Whose decision it is" }),
  castBy: requester.nullable().openapi({
    description: "Who decided in their place, while they were away",
  }),
  via: z.enum(["api", "telegram"]),
  reason: z.string().nullable(),
  at: instant,
  voidedAt: instant.nullable().openapi({
    description:
      "Set where the message was edited afterwards, or whoever decided may decide no more: the decision counts no more",
  }),
});

const edit = z.object({
  by: requester,
  at: instant,
  fromDigest: z.string(),
  digest: z.string(),
  before: json.openapi({ description: "The content as it was" }),
  after: json,
  diff: z
    .array(z.object({ path: z.string(), from: json.nullable(), to: json.nullable() }))
    .openapi({
      description: "Each field of the content that differs; null where there is nothing",
    }),
});

const escalation = z.object({
  at: instant,
  level: z.number().int(),
  to: z.array(z.string()).openapi({ description: "Whom it went to" }),
  handedOver: z.boolean().openapi({
    description: "Those asked before can no longer decide",
  }),
});

export const approval = z
  .object({
    id: id("appr"),
    messageId: id("msg"),
    status: approvalStatus,
    digest: z.string().openapi({ description: "Send it back with the decision" }),
    connection: z.object({ id: id("conn"), botUsername: z.string(), botName: z.string() }),
    chat: z.object({
      id: telegramIdText,
      threadId: telegramIdText.nullable(),
      type: z.string().nullable(),
      title: z.string().nullable(),
      username: z.string().nullable(),
    }),
    preview: z.object({ parts: z.array(renderedPart) }),
    content: json,
    originalContent: json.nullable(),
    requester,
    reason: z.string().nullable(),
    sendAt: instant.nullable(),
    requestedAt: instant,
    expiresAt: instant.nullable(),
    ruleId: z.string().nullable(),
    policyRevision: z.number().int().nullable().openapi({
      description: "Of the rules that decided that somebody is asked",
    }),
    terms: json.nullable().openapi({
      description:
        "What its rule asked of it then; what holds now stands in `approvers`, `required`, `escalatesAt` and `expiresAt`",
    }),
    approvers: z
      .array(z.object({ who: z.string(), name: z.string().nullable() }))
      .nullable()
      .openapi({
        description:
          "Who may decide now: `user:usr_…`, `key:key_…`, `role:approver`; null: whoever has approvals:decide. Whoever requested the message never does",
        example: [{ who: "role:owner", name: null }],
      }),
    required: z.number().int().openapi({
      description:
        "How many different approvers must approve the same digest; one rejection rejects",
    }),
    missing: z.number().int().openapi({
      description: "How many approvals it still waits for; 0 once it is decided",
    }),
    mayDecide: z.boolean().openapi({
      description: "Whether the caller may decide it now: asked, and not heard yet",
    }),
    level: z.number().int().openapi({ description: "How often it went on to others" }),
    escalatesAt: instant.nullable().openapi({ description: "When it goes on to the next" }),
    remindsAt: instant.nullable().openapi({
      description: "When `approval.reminder` is raised, once",
    }),
    decisions: z.array(decided).openapi({ description: "Oldest first, void ones too" }),
    edits: z.array(edit).openapi({
      description: "Changes while people were asked, oldest first: both versions of each",
    }),
    escalations: z.array(escalation),
    decidedBy: requester.nullable(),
    decidedAt: instant.nullable(),
    decisionReason: z.string().nullable(),
  })
  .openapi("Approval");
export type ApprovalView = z.infer<typeof approval>;

export const decision = z.enum(["approved", "rejected"]);

export const decisionInput = z
  .strictObject({
    decision,
    digest: z.string().max(200),
    reason: words(1_000).optional(),
    content: content.optional().openapi({
      description:
        "Edits the message before approving it: what others said about it is void, and where several must approve, they are asked anew. Goes with `approved` alone",
    }),
  })
  .refine(({ decision, content }) => decision === "approved" || content === undefined, {
    path: ["content"],
    message: "goes with approved alone: leave it out to reject, or approve the edited message",
  });

export const bulkDecisionInput = z.strictObject({
  decisions: z
    .array(
      z.strictObject({
        id: reference,
        decision,
        digest: z.string().max(200),
        reason: words(1_000).optional(),
      }),
    )
    .min(1)
    .max(200),
});
