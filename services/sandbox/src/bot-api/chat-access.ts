/** Finds the chat a call names and says why a bot may not write there. */
import type { Core } from "../core.ts";
import type { Params } from "../params/params.ts";
import type { Bot, Chat } from "../state/types.ts";
import { ApiError, badRequest, forbidden } from "./errors.ts";

type ChatDeps = Pick<Core, "chats" | "people">;

const KIND: Record<Chat["type"], string> = {
  private: "private chat",
  group: "group chat",
  supergroup: "supergroup chat",
  channel: "channel chat",
};

/** The chat of a parameter. Throws ApiError 400 when it is missing or unknown to this server. */
export function findChat(deps: ChatDeps, params: Params, name = "chat_id"): Chat {
  const id = params.text(name).trim();
  if (!id) throw badRequest(`${name} is empty`);
  const chat = id.startsWith("@")
    ? deps.chats.byUsername(id.slice(1))
    : /^-?\d+$/.test(id)
      ? chatById(deps, Number(id))
      : undefined;
  if (!chat) throw badRequest("chat not found");
  return chat;
}

/** A person known to the sandbox has a private chat as soon as somebody asks for it. */
export function chatById({ chats, people }: ChatDeps, id: number): Chat | undefined {
  const known = chats.get(id);
  if (known) return known;
  const person = people.get(id);
  return person && chats.create({ id, type: "private", open: true });
}

/** Throws the ApiError that sending gets in a chat where the bot is not (or no longer) welcome. */
export function checkMayWrite(deps: ChatDeps, bot: Bot, chat: Chat): void {
  checkNotMigrated(chat);
  const status = deps.chats.status(chat, bot.id);
  if (chat.type === "private") {
    if (status === "kicked") throw forbidden("bot was blocked by the user");
    const person = deps.people.get(chat.id);
    if (person && !person.reachable && chat.members[bot.id] === undefined) {
      throw forbidden("bot can't initiate conversation with a user");
    }
    return;
  }
  if (status === "kicked") throw forbidden(`bot was kicked from the ${KIND[chat.type]}`);
  if (status === "left") throw forbidden(`bot is not a member of the ${KIND[chat.type]}`);
}

/** Throws what every call about a group gets that has become a supergroup. */
export function checkNotMigrated({ migratedTo }: Chat): void {
  if (migratedTo === undefined) return;
  throw new ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", {
    migrate_to_chat_id: migratedTo,
  });
}
