/** A bot connected to a workspace. */
import { z } from "zod";
import { id, instant, telegramIdText, wellFormed } from "./common.ts";
import { pause, whileInput } from "./pause.ts";

export const connectionStatus = z.enum([
  "connected",
  "inbound_ready",
  "active",
  "action_required",
  "degraded",
  "disconnecting",
  "disconnected",
]);

export const bot = z
  .object({ id: telegramIdText, username: z.string(), name: z.string() })
  .openapi("Bot");

export const connection = z
  .object({
    id: id("conn"),
    provider: z.literal("telegram"),
    displayName: z.string().nullable(),
    status: connectionStatus,
    statusReason: z.string().nullable().openapi({
      description:
        "Why it is `degraded` or `action_required`, or not registered yet, in plain words",
    }),
    statusRemedy: z.string().nullable().openapi({ description: "What to do about it" }),
    bot,
    webhook: z.object({
      mode: z.enum(["webhook", "polling"]).nullable().openapi({
        description:
          "How updates are received: Telegram delivers them, or (without a public address) it is asked for them with getUpdates and there is no url. Null before the first registration",
      }),
      url: z.string().nullable().openapi({ description: "The key is masked" }),
      secretRotating: z.boolean().openapi({
        description: "The secret before the last rotation is still accepted beside the new one",
      }),
      registeredAt: instant.nullable(),
      lastCheckedAt: instant.nullable(),
      lastDeliveryAt: instant.nullable(),
      pendingUpdateCount: z.number().int().nullable(),
      lastError: z.string().nullable(),
    }),
    paused: z.object({
      inbound: z.boolean(),
      outbound: z.boolean().openapi({
        description:
          "Nothing is sent: by this connection's own pause, its workspace's or the installation's",
      }),
      reason: z.string().nullable().openapi({ description: "Of the first of `pauses`" }),
      pauses: z.array(pause).openapi({ description: "What holds it back, the widest first" }),
    }),
    warnings: z.array(z.string()),
    createdAt: instant,
    disconnectedAt: instant.nullable(),
  })
  .openapi("Connection");
export type ConnectionView = z.infer<typeof connection>;

/** A change of a connection's status; the first one made it. */
export const connectionChange = z
  .object({
    id: id("chg"),
    at: instant,
    from: connectionStatus.nullable(),
    to: connectionStatus.openapi({
      description: "The same as `from` where the trouble stayed and its reason became another",
    }),
    reason: z.string().nullable(),
    remedy: z.string().nullable(),
  })
  .openapi("ConnectionChange");
export type ConnectionChangeView = z.infer<typeof connectionChange>;

/** Its shape is checked by the handler, so that the fault says what is wrong and never quotes it. */
export const botToken = z.string().max(200).openapi({
  description: "The token BotFather gave, as `123456789:AA…`. Never answered again.",
  example: "123456789:AAE-exampleexampleexampleexampleexample",
});

export const connectionInput = z.object({
  provider: z.literal("telegram").default("telegram"),
  botToken,
  displayName: wellFormed(100).optional(),
  allowedUpdates: z
    .array(z.string().regex(/^[a-z_]{1,64}$/))
    .max(64)
    .optional(),
  pendingUpdates: z.enum(["keep", "drop"]).default("keep"),
});

export const tokenInput = z.object({ botToken });

export const direction = z.enum(["outbound", "inbound", "both"]);
export const pauseInput = z.object({ direction, ...whileInput });
export const resumeInput = z.object({ direction, reason: wellFormed(500).optional() });
