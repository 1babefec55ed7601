/** What Telegram delivered, and the chats it came from. */
import { z } from "zod";
import {
  countInput,
  cursorQuery,
  id,
  idParams,
  instant,
  telegramId,
  telegramIdText,
  wellFormed,
} from "./common.ts";
import { message, renderedPart } from "./message.ts";

export const update = z
  .object({
    id: id("upd"),
    connectionId: id("conn"),
    updateId: telegramIdText,
    kind: z.string().openapi({ example: "message" }),
    chatId: telegramIdText.optional(),
    receivedAt: instant,
    fault: z.string().optional().openapi({ description: "Why it could not be understood" }),
    twinOf: id("upd").optional().openapi({
      description: "The update that brought the same version of the same message before",
    }),
    update: z.looseObject({ update_id: z.number() }).openapi({
      description: "Telegram's object as it was sent, its numbers exact to the digit",
    }),
  })
  .openapi("Update");

/** A file of an update, as the update names it. */
export const fileParams = idParams.extend({ fileId: z.string() });

export const updatesQuery = cursorQuery.extend({
  connectionId: wellFormed(200, 0).optional(),
  chatId: telegramId.optional(),
  kind: wellFormed(64, 0).optional(),
  order: z.enum(["asc", "desc"]).default("asc"),
  wait: countInput(0, 25).default(0).openapi({
    description: "Seconds to wait for something new (long poll)",
  }),
});

export type UpdateView = z.infer<typeof update>;

export const streamQuery = updatesQuery
  .pick({ connectionId: true, chatId: true, kind: true })
  .extend({
    cursor: z.string().min(1).max(200).optional().openapi({
      description:
        "Where to begin: a `nextCursor`, an event's `id`, or `start` for the oldest update there is; without it, now. `Last-Event-ID` comes first.",
    }),
  });

/** Never ends: a reader keeps polling with `nextCursor`. */
export const updatesPage = z.object({
  data: z.array(update),
  nextCursor: z.string(),
  hasMore: z.boolean(),
});

export type UpdatesPage = z.infer<typeof updatesPage>;

export const chat = z
  .object({
    chatId: telegramIdText,
    type: z.string().nullable(),
    title: z.string().nullable(),
    username: z.string().nullable(),
    isForum: z.boolean(),
    botStatus: z.string().nullable().openapi({
      example: "member",
      description:
        "What the bot is there, by Telegram's dates: `member`, `administrator`, `restricted`, or `left` and `kicked` (in a private chat: blocked); null where Telegram has not said. A message dated later brings it back.",
    }),
    botStatusAt: instant.nullable(),
    migratedTo: telegramIdText.nullable().openapi({
      description: "The supergroup that this group became; its id may be used for both",
    }),
    migratedFrom: z.array(telegramIdText),
    holdUntil: instant.nullable(),
    firstSeenAt: instant,
    lastUpdateAt: instant.nullable(),
  })
  .openapi("Chat");

export type ChatView = z.infer<typeof chat>;

export const chatsQuery = cursorQuery.extend({
  q: wellFormed(200)
    .optional()
    .openapi({ description: "Looked for in titles and usernames, or a chat's whole id" }),
});

export const chatMember = z
  .object({
    userId: telegramIdText,
    name: z.string().nullable(),
    username: z.string().nullable(),
    isBot: z.boolean(),
    status: z.string().nullable().openapi({
      example: "member",
      description:
        "`creator`, `administrator`, `member`, `restricted`, `left` or `kicked`, by Telegram's dates; null where it never said, as of somebody who only pressed a button",
    }),
    statusAt: instant.nullable(),
    firstSeenAt: instant,
    lastSeenAt: instant.openapi({ description: "To within some minutes" }),
  })
  .openapi("ChatMember");

export type ChatMemberView = z.infer<typeof chatMember>;

export const chatParams = z.object({ id: z.string(), chatId: z.string() });

export const timelineQuery = cursorQuery.extend({
  messageId: telegramId.optional().openapi({
    description:
      "Only what Telegram knows by this id in the chat: the newest version of a message that came in, or the one that went out under it, looked for among the last 2000",
  }),
});

export const timelineItem = z
  .discriminatedUnion("direction", [
    z.object({ direction: z.literal("inbound"), at: instant, update }),
    z.object({
      direction: z.literal("outbound"),
      at: instant,
      message,
      parts: z.array(renderedPart).openapi({
        description: "The calls that it is made of, as they went or would go out",
      }),
    }),
  ])
  .openapi("TimelineItem");
