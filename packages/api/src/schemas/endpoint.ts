/** Where events are delivered to, and the log of their deliveries. */
import { z } from "zod";
import {
  cursorQuery,
  endsAfter,
  id,
  instant,
  instantInput,
  reference,
  telegramIdText,
  wellFormed,
  words,
} from "./common.ts";
import { eventTypes } from "./event.ts";

export const endpoint = z
  .object({
    id: id("end"),
    url: z.string().openapi({
      description: "Values in its query are masked, since they may be secrets of yours",
      example: "https://sidekick.example.com/telegram?token=***",
    }),
    description: z.string().nullable(),
    events: z.array(z.enum(eventTypes)),
    connectionId: id("conn").nullable().openapi({ description: "null: of every connection" }),
    enabled: z.boolean(),
    disabledAt: instant.nullable(),
    disabledReason: z.string().nullable(),
    previousSecretUntil: instant.nullable().openapi({
      description: "Until then the secret before the last rotation signs as well",
    }),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi("Endpoint");

export type EndpointView = z.infer<typeof endpoint>;

export const endpointWithSecret = endpoint
  .extend({
    secret: z.string().openapi({
      description: "Shown once. Verifies signatures by the Standard Webhooks scheme",
      example: "whsec_…",
    }),
  })
  .openapi("EndpointWithSecret");

const url = wellFormed(2_048).openapi({
  description:
    "http or https, without credentials and fragment. A private address only where the operator allows it",
  example: "https://sidekick.example.com/telegram",
});
const description = words(500);
const wanted = z
  .array(z.enum(eventTypes))
  .min(1)
  .refine((types) => new Set(types).size === types.length, "names a type twice");

export const endpointInput = z.strictObject({
  url,
  events: wanted,
  connectionId: reference.optional(),
  description: description.optional(),
});

export const endpointChange = z
  .strictObject({
    url: url.optional(),
    events: wanted.optional(),
    connectionId: reference.nullable().optional(),
    description: description.nullable().optional(),
  })
  .openapi({ description: "What is left out stays as it is; the masked URL counts as left out" });

export const deliveryStatus = z.enum(["pending", "delivered", "dead"]);

/** In a word; other than these are `http_<status>`. */
const cause = z.string().openapi({
  description:
    "http_<status>, asked_to_wait, redirect, timeout, connection_refused, connection_lost, unreachable, name_not_resolved, tls, refused_address, not_answered",
  example: "http_500",
});

const attempted = {
  responseCode: z.number().int().nullable(),
  durationMs: z.number().int().nullable(),
};

export const delivery = z
  .object({
    id: id("dlv"),
    endpointId: id("end"),
    event: z.object({ id: id("evt"), type: z.string() }),
    connectionId: id("conn").nullable(),
    chatId: telegramIdText.nullable(),
    lane: z.string().openapi({ description: "Deliveries of one lane arrive in order" }),
    status: deliveryStatus,
    attempts: z.number().int().openapi({ description: "Of the retry schedule, so far" }),
    nextAttemptAt: instant.nullable(),
    ...attempted,
    cause: cause.nullable(),
    detail: z.string().nullable(),
    bodyDigest: z
      .string()
      .nullable()
      .openapi({ description: "Of the body that was sent", example: "sha256:9f86d081…" }),
    createdAt: instant,
    attemptedAt: instant.nullable(),
    settledAt: instant.nullable(),
    failures: z
      .array(
        z.object({
          attempt: z.number().int(),
          at: instant,
          ...attempted,
          cause,
          detail: z.string().nullable(),
        }),
      )
      .openapi({ description: "Attempts that failed, oldest first" }),
  })
  .openapi("Delivery");

export type DeliveryView = z.infer<typeof delivery>;

export const deliveriesQuery = cursorQuery.extend({ status: deliveryStatus.optional() });

export const deadLetters = z
  .object({
    data: z.array(
      z.object({
        cause,
        count: z.number().int(),
        firstAt: instant,
        lastAt: instant,
        example: delivery.openapi({ description: "The latest of them" }),
      }),
    ),
  })
  .openapi("DeadLetters");

export const replayInput = z
  .strictObject({
    since: instantInput.optional(),
    until: instantInput.optional(),
    status: deliveryStatus.optional().openapi({
      description: "`pending`: try at once what waits for its next attempt",
    }),
    cause: wellFormed(100).optional(),
    deliveryIds: z.array(wellFormed(200)).min(1).max(1_000).optional(),
  })
  .refine((filter) => Object.values(filter).some((value) => value !== undefined), {
    message: "say which: since, until, status, cause or deliveryIds",
  })
  .refine(...endsAfter("since", "until"));

export const replayed = z.object({ replayed: z.number().int() });
