/** Folds what a batch tells about chats into one sighting per chat. */
import type { ChatSighting } from "@lumenflow/db";

/** In the batch's order: later news win, membership changes by their own dates. */
export function mergeSightings(sightings: readonly ChatSighting[]): ChatSighting[] {
  const byChat = new Map<string, ChatSighting>();
  for (const next of sightings) {
    const key = `${next.connectionId} ${next.chatId}`;
    const known = byChat.get(key);
    byChat.set(key, known === undefined ? next : merge(known, next));
  }
  return [...byChat.values()];
}

function merge(known: ChatSighting, next: ChatSighting): ChatSighting {
  const change = (next.botStatusAt ?? "") >= (known.botStatusAt ?? "") ? next : known;
  return {
    ...known,
    type: next.type ?? known.type,
    title: next.title ?? known.title,
    // A chat may give its username up; whoever describes the chat says so by leaving it out.
    username: next.type === null ? known.username : next.username,
    seenAt: latest(known.seenAt, next.seenAt),
    botStatus: change.botStatus ?? known.botStatus,
    botStatusAt: change.botStatusAt ?? known.botStatusAt,
    migratedTo: next.migratedTo ?? known.migratedTo,
  };
}

function latest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
