/** A workspace as a whole: its outbox and its health in numbers. */
import { z } from "zod";
import { instant } from "./common.ts";
import { connectionStatus } from "./connection.ts";
import { waitingFor } from "./message.ts";

export const outbox = z
  .object({
    uncertain: z.number().int().openapi({ description: "They wait for a person's decision" }),
    sending: z.number().int().openapi({ description: "Telegram is being asked" }),
    waiting: z.array(z.object({ reason: waitingFor, count: z.number().int(), oldestAt: instant })),
    failed: z.number().int(),
    failures: z
      .array(
        z.object({
          code: z.string(),
          count: z.number().int(),
          firstAt: instant,
          lastAt: instant,
          detail: z.string().nullable().openapi({ description: "Of the latest" }),
          remedy: z.string().nullable(),
        }),
      )
      .openapi({ description: "By their cause, the latest first" }),
  })
  .openapi("Outbox");
export type OutboxView = z.infer<typeof outbox>;

const percentiles = z
  .object({ count: z.number().int(), p50: z.number(), p95: z.number(), p99: z.number() })
  .nullable()
  .openapi({ description: "Milliseconds; null where nothing was measured" });

export const health = z
  .object({
    at: instant,
    minutes: z
      .array(
        z.object({
          at: instant,
          received: z.number().int().openapi({ description: "Updates" }),
          requested: z.number().int().openapi({ description: "Messages asked for" }),
          sent: z.number().int(),
          failed: z.number().int(),
          uncertain: z.number().int(),
        }),
      )
      .openapi({ description: "The last hour, oldest first; the last one is under way" }),
    latency: z
      .object({
        receiving: percentiles,
        waiting: percentiles,
        calling: percentiles,
        delivering: percentiles,
      })
      .openapi({
        description:
          "Of the last 15 minutes: from Telegram's request to being stored, in line for sending, Telegram's answer, and until an endpoint had the event",
      }),
    backlog: z.object({
      messages: z.array(
        z.object({
          reason: z.enum([...waitingFor.options, "sending", "uncertain"]),
          count: z.number().int(),
          oldestAt: instant,
        }),
      ),
      deliveries: z.object({ count: z.number().int(), oldestAt: instant.nullable() }),
    }),
    bots: z.array(
      z.object({
        connectionId: z.string(),
        username: z.string(),
        status: connectionStatus,
        lastSecond: z.number().int().openapi({ description: "Calls begun" }),
        lastMinute: z.number().int(),
        perSecond: z.number().openapi({ description: "As many as it may" }),
        queued: z.number().int(),
        holdUntil: instant.nullable(),
        paused: z.boolean(),
      }),
    ),
    errors: z
      .array(
        z.object({
          stage: z.enum(["sending", "deliveries"]),
          code: z.string(),
          count: z.number().int(),
          lastAt: instant,
        }),
      )
      .openapi({ description: "What failed for good in the last hour" }),
    workers: z.array(
      z.object({
        role: z.string(),
        alive: z.number().int().openapi({ description: "Processes, by a sign of life every 5 s" }),
        lastSeenAt: instant,
      }),
    ),
    queues: z
      .array(
        z.object({
          queue: z.string(),
          waiting: z.number().int(),
          active: z.number().int(),
          delayed: z.number().int(),
          failed: z.number().int(),
        }),
      )
      .nullable()
      .openapi({
        description:
          "Of the whole installation, for operators; null for others, or while it is away",
      }),
  })
  .openapi("Health");
export type HealthView = z.infer<typeof health>;
