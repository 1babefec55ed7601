/** Turns a chat's row into what the API answers. */
import type { ChatView } from "@lumenflow/api";
import type { ChatRow } from "@lumenflow/db";

export function chatView(row: ChatRow): ChatView {
  return {
    chatId: row.chatId,
    type: row.type,
    title: row.title,
    username: row.username,
    isForum: row.isForum,
    botStatus: row.botStatus,
    botStatusAt: row.botStatusAt?.toISOString() ?? null,
    migratedTo: row.migratedTo,
    migratedFrom: row.migratedFrom,
    holdUntil: row.holdUntil?.toISOString() ?? null,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastUpdateAt: row.lastUpdateAt?.toISOString() ?? null,
  };
}
