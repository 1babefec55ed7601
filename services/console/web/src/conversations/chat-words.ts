/** What a chat is, and whether the bot is still in it. */
import type { Chat } from "../api/contract.ts";

const kinds: Readonly<Record<string, string>> = {
  private: "private chat",
  group: "group",
  supergroup: "group",
  channel: "channel",
};

export function chatKind({ type, username, title, chatId }: Chat): string {
  const kind = type === null ? "chat" : (kinds[type] ?? type);
  return title !== null && username !== null ? `${kind} · @${username}` : `${kind} · ${chatId}`;
}

/** Null where the bot can write there, as far as is known. */
export function presenceWords({ type, botStatus, migratedTo }: Chat): string | null {
  if (migratedTo !== null) return "became a supergroup";
  if (botStatus === "kicked") {
    return type === "private" ? "has blocked the bot" : "the bot was removed";
  }
  return botStatus === "left" ? "the bot has left" : null;
}
