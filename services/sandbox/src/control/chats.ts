/** Makes chats, moves bots and people in and out of them, and shows what a user sees there. */
import { z } from "zod";
import { chatById } from "../bot-api/chat-access.ts";
import { addMessage } from "../bot-api/message.ts";
import type { Core } from "../core.ts";
import type { Chat } from "../state/types.ts";
import { changeMember, migrate } from "./membership.ts";
import { created, findBot, list, notFound, ok, type Route, readJson, telegramId } from "./route.ts";

const newChat = z.object({
  type: z.enum(["private", "group", "supergroup", "channel"]),
  title: z.string().trim().min(1).max(128).optional(),
  username: z
    .string()
    .trim()
    .transform((username) => username.replace(/^@/, ""))
    .optional(),
  isForum: z.boolean().optional(),
  /** Who is in it; without a list every bot is. */
  botIds: z.array(telegramId).optional(),
});
const newMember = z.object({
  botId: telegramId,
  status: z.enum(["administrator", "member", "left", "kicked"]),
  byUserId: telegramId.optional(),
});
const newTopic = z.object({ botId: telegramId, name: z.string().trim().min(1).max(128) });

/** Throws ProblemError 404. */
export function findChatOrFail(core: Pick<Core, "chats" | "people">, id: string | undefined): Chat {
  const chat = chatById(core, Number(id));
  if (!chat) throw notFound("There is no such chat here.");
  return chat;
}

export function chatRoutes(core: Core): Route[] {
  const { chats, people, bots, messages, events } = core;

  const view = (chat: Chat) => ({
    id: String(chat.id),
    type: chat.type,
    title: chat.title ?? people.get(chat.id)?.firstName ?? "",
    username: chat.username ?? people.get(chat.id)?.username ?? null,
    isForum: chat.isForum ?? false,
    migratedTo: chat.migratedTo === undefined ? null : String(chat.migratedTo),
    bots: Object.fromEntries(bots.all().map((bot) => [bot.id, chats.status(chat, bot.id)])),
  });

  function create(text: string): Chat {
    const { botIds, ...input } = readJson(newChat, text);
    if (input.type === "private") {
      const person = people.create({
        firstName: input.title ?? "Someone",
        username: input.username,
      });
      return findChatOrFail(core, String(person.id));
    }
    const chat = chats.create({ title: "Untitled", ...input, open: botIds === undefined });
    for (const id of botIds ?? [])
      changeMember(core, { chat, bot: findBot(bots, id), status: "member" });
    return chat;
  }

  return [
    {
      method: "POST",
      path: "/chats",
      handle({ text }) {
        const chat = create(text);
        events.publish({ type: "chats" });
        return created(view(chat));
      },
    },
    { method: "GET", path: "/chats", handle: () => list(chats.all().map(view)) },
    {
      method: "POST",
      path: "/chats/:id/members",
      handle({ params, text }) {
        const chat = findChatOrFail(core, params.id);
        const { botId, status, byUserId } = readJson(newMember, text);
        const by = byUserId === undefined ? undefined : people.get(Number(byUserId));
        changeMember(core, { chat, bot: findBot(bots, botId), status, by });
        events.publish({ type: "chats" });
        return ok(view(chat));
      },
    },
    {
      method: "POST",
      path: "/chats/:id/topics",
      handle({ params, text }) {
        const chat = findChatOrFail(core, params.id);
        const { botId, name } = readJson(newTopic, text);
        const content = { forum_topic_created: { name, icon_color: 7322096 } };
        const topic = addMessage(core, {
          chat,
          bot: findBot(bots, botId),
          person: people.someone(),
          content,
        });
        return created({ threadId: String(topic.message.message_id) });
      },
    },
    {
      method: "POST",
      path: "/chats/:id/migrate",
      handle({ params }) {
        const chat = findChatOrFail(core, params.id);
        const supergroup = migrate(core, chat);
        events.publish({ type: "chats" });
        return created(view(supergroup));
      },
    },
    {
      method: "GET",
      path: "/chats/:id/messages",
      handle({ params, query }) {
        const chat = findChatOrFail(core, params.id);
        const botId = query.get("botId");
        const found = messages.ofChat(chat.id, botId ? Number(botId) : undefined);
        const shown = found.filter(({ deleted }) => !deleted);
        return list(
          shown.map(({ message, sentBy, botId: dialogBot }) => ({
            ...message,
            sentByBotId: sentBy === undefined ? null : String(sentBy),
            dialogBotId: dialogBot === undefined ? null : String(dialogBot),
          })),
        );
      },
    },
  ];
}
