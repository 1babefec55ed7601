/** Rules that decide what goes out: what a caller writes, what is answered, and a draft tried on the past. */
import { z } from "zod";
import {
  id,
  instant,
  instantInput,
  json,
  jsonInput,
  nameOf,
  reference,
  telegramIdText,
  wellFormed,
} from "./common.ts";
import { messageStatus, policyOutcome, requester } from "./message.ts";

export const policyEffect = z.enum(["auto_approve", "require_approval", "escalate", "block"]);

const when = jsonInput.openapi({
  type: "object",
  description:
    "One kind of condition: all, any, not, connectionId, chatId, chatType, firstContact, requester, " +
    "pattern, textLength, links, linkDomains, media, buttons, time, budget, metadata; docs/policies.md " +
    'has them in a table. `{ "all": [] }` matches everything.',
  example: {
    all: [
      { chatType: ["private"] },
      { budget: { by: ["requester", "chat"], within: "1h", max: 20 } },
      { not: { pattern: ["(?i)\\brefund"] } },
    ],
  },
});
const objectOrNone = { type: ["object", "null"] as ["object", "null"] };
const schedule = jsonInput.openapi({
  type: "object",
  description: "When the rule is in force: zone, and any of from, to, weekdays, startsAt, endsAt",
  example: { zone: "Europe/Berlin", from: "09:00", to: "17:00", weekdays: ["mon", "tue"] },
});
const exceptions = z.array(jsonInput.openapi({ type: "object" })).openapi({
  description: "Conditions; where one holds, the rule does not match",
  example: [{ chatId: ["-1001234567890"] }],
});
const approval = jsonInput.openapi({
  type: "object",
  description:
    "What an approval takes along: approvers (user:<id or e-mail>, key:<id>, role:<role>) names who may " +
    "decide, required how many of them must approve; expiresAfter ends the question, remindBefore says " +
    "when before that they are reminded; after escalateAfter it goes on to escalateTo (one list, or a " +
    "list of lists for several levels), with handOver to them alone",
  example: {
    approvers: ["role:approver"],
    required: 2,
    expiresAfter: "24h",
    escalateAfter: "4h",
    escalateTo: ["role:owner"],
  },
});
const priority = z.number().int().min(-1_000_000).max(1_000_000).openapi({
  description: "Higher is asked first; of equals, the older rule",
});
const name = nameOf(200);

const content = {
  name: name.openapi({ example: "Small talk by day" }),
  priority: priority.default(0),
  enabled: z.boolean().default(true),
  effect: policyEffect,
  when,
  schedule: schedule.nullable().optional().openapi(objectOrNone),
  exceptions: exceptions.nullable().optional(),
  approval: approval.nullable().optional().openapi(objectOrNone),
};

export const policyInput = z.strictObject(content).openapi("PolicyInput");
export type PolicyInput = z.infer<typeof policyInput>;

export const policyChange = z
  .strictObject({
    version: z.number().int().openapi({ description: "Of the rule as you saw it" }),
    name: name.optional(),
    priority: priority.optional(),
    enabled: z.boolean().optional(),
    effect: policyEffect.optional(),
    when: when.optional(),
    schedule: schedule.nullable().optional().openapi(objectOrNone),
    exceptions: exceptions.nullable().optional(),
    approval: approval.nullable().optional().openapi(objectOrNone),
  })
  .openapi("PolicyChange", { description: "What is left out stays as it is; null takes it away" });
export type PolicyChange = z.infer<typeof policyChange>;

export const policy = z
  .object({
    id: id("pol"),
    name: z.string(),
    priority: z.number().int(),
    enabled: z.boolean(),
    effect: policyEffect,
    when: json,
    schedule: json.nullable(),
    exceptions: json.nullable(),
    approval: json.nullable(),
    version: z.number().int().openapi({ description: "Send it back with a change" }),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi("Policy");
export type PolicyView = z.infer<typeof policy>;

export const policyList = z
  .object({
    data: z.array(policy).openapi({ description: "In the order in which they are asked" }),
    revision: z.number().int().openapi({
      description: "Counts the changes; a message keeps the one that decided about it",
    }),
  })
  .openapi("PolicyList");

export const orderInput = z.strictObject({
  revision: z.number().int().openapi({ description: "Of the list as you saw it" }),
  ids: z.array(reference).max(1_000).openapi({
    description: "Every rule once, the one to ask first in front; gives priorities in steps of ten",
  }),
});

export const simulationInput = z
  .strictObject({
    rules: z.array(policyInput).max(100).openapi({ description: "All rules of the draft" }),
    since: instantInput.optional(),
    until: instantInput.optional(),
    connectionId: reference.optional(),
    cursor: wellFormed(200).optional().openapi({ description: "`nextCursor` of the page before" }),
    limit: z.number().int().min(1).max(100).default(50),
  })
  .openapi("PolicySimulationInput");

export const simulation = z
  .object({
    data: z.array(
      z.object({
        messageId: id("msg"),
        connectionId: id("conn"),
        chatId: telegramIdText,
        requester,
        requestedAt: instant,
        status: messageStatus,
        before: policyOutcome.openapi({ description: "What was decided then" }),
        after: z.object({
          effect: policyEffect,
          rule: z
            .number()
            .int()
            .optional()
            .openapi({ description: "Its place in the draft, from 0" }),
          explanation: z.string(),
        }),
        changed: z.boolean(),
      }),
    ),
    asked: z.number().int().openapi({ description: "Messages of this page" }),
    changed: z.number().int().openapi({ description: "Of them, with another effect" }),
    nextCursor: z.string().nullable(),
  })
  .openapi("PolicySimulation");
export type SimulationView = z.infer<typeof simulation>;
