/** Says to whom a message goes, and what is known of the chat. */
import type { Approval } from "../api/contract.ts";
import { chatLabel } from "../ui/chat-label.ts";

type Chat = Approval["chat"];

const types: Readonly<Record<string, string>> = {
  private: "private chat",
  group: "group",
  supergroup: "group",
  channel: "channel",
};

export function chatName(chat: Chat): string {
  return chatLabel(chat, chat.id);
}

/** "private chat · @anna · id 42 · topic 7", without what is not known or said already. */
export function chatDetails(chat: Chat): string {
  const { type, title, username, id, threadId } = chat;
  return [
    type === null ? null : (types[type] ?? type),
    title !== null && username !== null ? `@${username}` : null,
    title === null && username === null ? null : `id ${id}`,
    threadId === null ? null : `topic ${threadId}`,
  ]
    .filter((word) => word !== null)
    .join(" · ");
}
