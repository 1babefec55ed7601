/** What people do: write to bots, press buttons; and raw updates as a test wants them. */
import { z } from "zod";
import { addMessage } from "../bot-api/message.ts";
import { fileContent } from "../bot-api/methods/media.ts";
import { keepFile } from "../bot-api/methods/media-file.ts";
import { seconds, userJson } from "../bot-api/render.ts";
import type { Core } from "../core.ts";
import { findEntities } from "../entities/find.ts";
import { rawMembers } from "../params/raw-json.ts";
import { dialogOf } from "../state/messages.ts";
import type { Bot, Chat, Json, User } from "../state/types.ts";
import { readRawUpdate } from "../updates/encode.ts";
import type { QueuedUpdate } from "../updates/updates.ts";
import { adoptUpdate } from "./adopt-update.ts";
import { findChatOrFail } from "./chats.ts";
import {
  type ControlAnswer,
  conflicting,
  findBot,
  invalid,
  notFound,
  type Route,
  readJson,
  telegramId,
} from "./route.ts";

const newMessage = z.object({
  botId: telegramId,
  chatId: telegramId.optional(),
  fromUserId: telegramId.optional(),
  text: z.string().max(4096).optional(),
  /** Instead of a text: fields of Telegram's Message, such as `location` or `photo`. */
  content: z.record(z.string(), z.unknown()).optional(),
  /** Instead of a text: a file, with what is written under it. */
  file: z
    .object({
      kind: z.enum([
        ...(["photo", "document", "video", "audio", "voice"] as const),
        ...(["animation", "sticker", "video_note"] as const),
      ]),
      name: z.string().max(255).default(""),
      mimeType: z.string().max(100).default(""),
      base64: z.base64(),
    })
    .optional(),
  caption: z.string().max(1_024).default(""),
  replyToMessageId: telegramId.optional(),
  threadId: telegramId.optional(),
  /** Changes this message of the same person instead of writing a new one. */
  editMessageId: telegramId.optional(),
});
const newPress = z.object({
  botId: telegramId,
  chatId: telegramId,
  messageId: telegramId,
  data: z.string(),
  fromUserId: telegramId.optional(),
});

/** Answers with the very text that was queued. */
function queued(update: QueuedUpdate | undefined): ControlAnswer {
  if (!update) return { status: 200, body: { queued: false } };
  return { status: 201, body: undefined, rawBody: update.text };
}

export function conversationRoutes(core: Core): Route[] {
  const { bots, people, chats, messages, updates, callbacks } = core;

  function personOf(id: string | undefined, chat: Chat | undefined): User {
    if (id === undefined) return (chat && people.get(chat.id)) ?? people.someone();
    const person = people.get(Number(id));
    if (!person) throw notFound("There is no such person here.");
    return person;
  }

  function write(input: z.output<typeof newMessage>): QueuedUpdate | undefined {
    const bot = findBot(bots, input.botId);
    const named = input.chatId === undefined ? undefined : findChatOrFail(core, input.chatId);
    const person = personOf(input.fromUserId, named);
    const chat = named ?? findChatOrFail(core, String(person.id));
    const status = chats.status(chat, bot.id);
    if (status === "left" || status === "kicked") {
      throw conflicting("The bot is not in this chat: add it, or unblock it, first.");
    }
    if (chat.members[bot.id] === undefined) chats.setStatus(chat, bot.id, "member");
    const content = contentOf(input, bot);
    if (input.editMessageId !== undefined) {
      return edit(bot, chat, Number(input.editMessageId), content);
    }
    const replyTo =
      input.replyToMessageId === undefined
        ? undefined
        : messages.get(dialogOf(chat, bot.id), Number(input.replyToMessageId));
    const threadId = input.threadId === undefined ? undefined : Number(input.threadId);
    const { message } = addMessage(core, { chat, bot, person, threadId, replyTo, content });
    const kind = chat.type === "channel" ? "channel_post" : "message";
    for (const other of othersIn(chat, bot)) updates.enqueue(other, kind, message);
    return updates.enqueue(bot, kind, message);
  }

  function edit(bot: Bot, chat: Chat, messageId: number, content: Json): QueuedUpdate | undefined {
    const stored = messages.get(dialogOf(chat, bot.id), messageId);
    if (!stored || stored.sentBy !== undefined) throw notFound("There is no such message to edit.");
    const { text: _, entities: __, ...kept } = stored.message;
    stored.message = { ...kept, edit_date: seconds(), ...content };
    messages.save(stored);
    core.events.publish({ type: "message", chatId: String(chat.id), botId: String(bot.id) });
    const kind = chat.type === "channel" ? "edited_channel_post" : "edited_message";
    return updates.enqueue(bot, kind, stored.message);
  }

  /** In groups every bot that was put there hears what is said. */
  function othersIn(chat: Chat, bot: Bot): Bot[] {
    if (chat.type === "private") return [];
    return bots.all().filter((other) => {
      const status = chat.members[other.id];
      return other.id !== bot.id && (status === "member" || status === "administrator");
    });
  }

  return [
    {
      method: "POST",
      path: "/messages",
      bodyLimit: 32 * 1024 * 1024,
      handle: ({ text }) => queued(write(readJson(newMessage, text))),
    },
    {
      method: "POST",
      path: "/updates",
      handle({ text }) {
        const { bot, update } = readUpdate(text);
        const raw = readRawUpdate(update);
        adoptUpdate(core, bot, raw.kind, raw.body);
        return queued(updates.enqueueRaw(bot, update));
      },
    },
    {
      method: "POST",
      path: "/buttons",
      handle({ text }) {
        const input = readJson(newPress, text);
        const bot = findBot(bots, input.botId);
        const chat = findChatOrFail(core, input.chatId);
        const stored = messages.get(dialogOf(chat, bot.id), Number(input.messageId));
        if (!stored) throw notFound("There is no such message here.");
        return queued(
          updates.enqueue(bot, "callback_query", {
            id: callbacks.open(bot.id),
            from: userJson(personOf(input.fromUserId, chat)),
            message: stored.message,
            chat_instance: String(BigInt.asIntN(63, BigInt(chat.id) * 2_654_435_761n)),
            data: input.data,
          }),
        );
      },
    },
  ];

  function contentOf(
    { text, content, file, caption }: z.output<typeof newMessage>,
    bot: Bot,
  ): Json {
    if (content) return content;
    if (file) {
      const { kind, base64, ...named } = file;
      const kept = keepFile(core, bot, kind, { ...named, bytes: Buffer.from(base64, "base64") });
      const plain = { parseMode: "", entities: undefined, detail: () => "" };
      return fileContent(kept, { kind, caption, ...plain });
    }
    if (!text) throw invalid("A message needs a text, a file or a content.");
    const entities = findEntities(text);
    return { text, ...(entities.length > 0 ? { entities } : {}) };
  }

  /** The update stays the caller's own text: no digit of it is lost on the way. */
  function readUpdate(text: string): { bot: Bot; update: string } {
    let members: Map<string, string>;
    try {
      members = rawMembers(text);
      const update = members.get("update") ?? "";
      rawMembers(update);
      return { bot: findBot(bots, members.get("botId")?.replace(/^"|"$/g, "")), update };
    } catch (error) {
      if (error instanceof SyntaxError) throw invalid("update must be a JSON object.");
      throw error;
    }
  }
}
