/** A bot connected to a workspace. */
import { z } from "zod";
import { id, instant, nameOf, telegramIdText, words } from "./common.ts";
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

/** How fast a connection sends; what Telegram documents unless set. */
export const pacing = z
  .object({
    botPerSecond: z.number().openapi({ description: "Messages in any second, over all chats" }),
    chatPerSecond: z.number().openapi({ description: "In one chat; 0.5 is one in two seconds" }),
    groupPerMinute: z.number().openapi({
      description: "In any minute in one group, supergroup or channel",
    }),
    paidPerSecond: z.number().openapi({
      description: "Messages that cost Stars, in any second; beside `botPerSecond`, not part of it",
    }),
  })
  .openapi("Pacing", {
    example: { botPerSecond: 30, chatPerSecond: 1, groupPerMinute: 20, paidPerSecond: 1_000 },
  });

/** What becomes of a message in doubt by itself. */
export const doubtPolicy = z.enum(["hold", "resend", "abandon"]).openapi({
  description:
    "What becomes of a message of which nobody knows whether it arrived, once no late answer can settle it. `hold`: it waits for a person. `resend`: it is sent again, three times at the most, and may arrive twice. `abandon`: it fails. Counts for doubts about calls made after it was set",
});

export const bot = z
  .object({
    id: telegramIdText,
    username: z.string(),
    name: z.string(),
    picture: z.string().nullable().openapi({
      description:
        "Where its picture is, on this server; of a bot that is not connected, the picture itself as a `data:` address. Null where it has none",
      example: "/api/v1/connections/conn_01JDA5Z6T1V9Q4ZK8C7XJ2M3NP/picture?v=3f1d2c66",
    }),
  })
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
    pacing,
    paidBroadcast: z.boolean().openapi({
      description: "Whether messages of this connection may cost Stars (`paidBroadcast`)",
    }),
    doubtPolicy,
    backlogAsksAfter: z.number().int().nullable().openapi({
      description:
        "Seconds: after a stop of sending that lasted longer, what waited through it asks a person before it goes out; null: never",
    }),
    backlog: z
      .object({
        count: z.number().int().openapi({ description: "Messages" }),
        oldestAt: instant.openapi({ description: "Since when the oldest waits" }),
        expiring: z.boolean().openapi({ description: "It was decided that they expire" }),
      })
      .nullable()
      .openapi({ description: "What waits for `POST /connections/{id}/backlog`" }),
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

export const connectionInput = z.strictObject({
  provider: z.literal("telegram").default("telegram"),
  botToken,
  displayName: nameOf(100).optional(),
  allowedUpdates: z
    .array(
      z
        .string()
        .regex(
          /^[a-z_]{1,64}$/,
          "must be a kind of update as the Bot API names it, such as message",
        ),
    )
    .max(64)
    .optional()
    .openapi({
      description:
        "Kinds of updates as the Bot API names them, such as `message`; every kind where it is left out or empty. A word that names none is refused. Kinds that Telegram has had since this version: `LUMENFLOW_UPDATE_KINDS`",
      example: ["message", "callback_query"],
    }),
  pendingUpdates: z.enum(["keep", "drop"]).default("keep"),
});

/** A bound of the pace; the fault says what may be set. */
function bound(least: number, most: number, usual: number, whole = true) {
  const kind = whole ? "a whole number" : "a number";
  const error = `must be ${kind} from ${least} to ${most}; null sets it back to Telegram's ${usual}`;
  const number = z.number({ error }).min(least, error).max(most, error);
  return (whole ? number.refine(Number.isInteger, error).openapi({ type: "integer" }) : number)
    .nullable()
    .optional();
}

const asksAfterFault = "must be whole seconds from 60 to 2592000 (30 days); null: never";

export const connectionSettings = z
  .strictObject({
    pacing: z
      .strictObject({
        botPerSecond: bound(1, 1_000, 30),
        chatPerSecond: bound(0.02, 100, 1, false),
        groupPerMinute: bound(1, 6_000, 20),
        paidPerSecond: bound(1, 1_000, 1_000),
      })
      .nullable()
      .optional()
      .openapi({
        description:
          "A running line keeps to it within a second. null sets all of it, or one of it, back to what Telegram documents",
        example: { botPerSecond: 20, groupPerMinute: null },
      }),
    paidBroadcast: z.boolean().optional().openapi({
      description:
        "Lets messages ask for `paidBroadcast`. Off at first, so that nobody spends Stars by accident; switched off again, those that wait fail instead of costing anything",
    }),
    doubtPolicy: doubtPolicy.optional(),
    backlogAsksAfter: z
      .number({ error: asksAfterFault })
      .int(asksAfterFault)
      .min(60, asksAfterFault)
      .max(2_592_000, asksAfterFault)
      .nullable()
      .optional()
      .openapi({
        description:
          "Seconds: after a stop of sending that lasted longer, what waited through it asks a person before it goes out. An hour at first; null: never",
      }),
  })
  .openapi("ConnectionSettings", {
    description: "What is left out stays as it is",
    example: { pacing: { chatPerSecond: 0.5 }, doubtPolicy: "hold" },
  });

export const tokenInput = z.strictObject({ botToken });

export const backlogInput = z.strictObject({
  decision: z.enum(["send", "expire"]).openapi({
    description:
      "`send`: all that wait go out in their order, and what came behind them in their chats after them. `expire`: all that wait end unsent",
  }),
  count: z.number().int().min(1).max(1_000_000_000).optional().openapi({
    description: "As `backlog.count` said: where more wait by now, it is a conflict",
  }),
});

export const direction = z.enum(["outbound", "inbound", "both"]);
export const pauseInput = z.strictObject({ direction, ...whileInput });
export const resumeInput = z.strictObject({ direction, reason: words(500).optional() });
