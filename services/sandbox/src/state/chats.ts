/** Holds chats and who is in them. */
import { randomInt } from "node:crypto";
import type { Store } from "./store.ts";
import type { Chat, ChatType, MemberStatus } from "./types.ts";

export interface Chats {
  create(input: Partial<Chat> & { type: ChatType }): Chat;
  get(id: number): Chat | undefined;
  byUsername(username: string): Chat | undefined;
  all(): Chat[];
  save(chat: Chat): void;
  /** What a bot is in a chat; in private chats a bot is a member until it is blocked. */
  status(chat: Chat, botId: number): MemberStatus;
  setStatus(chat: Chat, memberId: number, status: MemberStatus): void;
}

export function createChats(store: Store): Chats {
  const chats = new Map((store.loaded("chat:") as Chat[]).map((chat) => [chat.id, chat]));

  function save(chat: Chat): void {
    chats.set(chat.id, chat);
    store.put(`chat:${chat.id}`, chat);
  }
  function freeId(type: ChatType): number {
    const id =
      type === "group"
        ? -randomInt(100_000_000, 1_000_000_000)
        : -(1_000_000_000_000 + randomInt(1_000_000_000, 4_000_000_000));
    return chats.has(id) ? freeId(type) : id;
  }

  return {
    create(input) {
      const chat: Chat = { open: true, members: {}, ...input, id: input.id ?? freeId(input.type) };
      save(chat);
      return chat;
    },
    get: (id) => chats.get(id),
    byUsername(username) {
      const wanted = username.toLowerCase();
      return [...chats.values()].find((chat) => chat.username?.toLowerCase() === wanted);
    },
    all: () => [...chats.values()],
    save,
    status: (chat, botId) => chat.members[botId] ?? (chat.open ? "member" : "left"),
    setStatus(chat, memberId, status) {
      chat.members[memberId] = status;
      save(chat);
    },
  };
}
