/** A question put to a person about one exact message. */
import { z } from "zod";
import { id, instant, json, telegramIdText, wellFormed } from "./common.ts";
import { content } from "./content.ts";
import { renderedPart, requester } from "./message.ts";

export const approvalStatus = z.enum(["pending", "approved", "rejected", "expired", "cancelled"]);

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
        "What its rule asked of it then. `expiresAfter` is in force (see `expiresAt`); `escalateAfter` and `escalateTo` are kept, and nobody is called by them yet",
    }),
    decidedBy: requester.nullable(),
    decidedAt: instant.nullable(),
    decisionReason: z.string().nullable(),
  })
  .openapi("Approval");
export type ApprovalView = z.infer<typeof approval>;

export const decision = z.enum(["approved", "rejected"]);

export const decisionInput = z.strictObject({
  decision,
  digest: z.string().max(200),
  reason: wellFormed(1_000).optional(),
  content: content.optional().openapi({ description: "Edits the message before approving it" }),
});

export const bulkDecisionInput = z.strictObject({
  decisions: z
    .array(
      z.strictObject({
        id: z.string().max(200),
        decision,
        digest: z.string().max(200),
        reason: wellFormed(1_000).optional(),
      }),
    )
    .min(1)
    .max(200),
});
