/** Folds what a batch tells about chats and their people into one sighting each. */
import type { ChatSighting, MemberSighting } from "@lumenflow/db";

/** In the batch's order: later news win, membership changes by their own dates. */
export function mergeSightings(sightings: readonly ChatSighting[]): ChatSighting[] {
  return fold(sightings, ({ connectionId, chatId }) => `${connectionId} ${chatId}`, mergeChat);
}

/** Everything by Telegram's dates; of two of the same date the later one in the batch. */
export function mergeMembers(sightings: readonly MemberSighting[]): MemberSighting[] {
  return fold(
    sightings,
    ({ connectionId, chatId, userId }) => `${connectionId} ${chatId} ${userId}`,
    mergeMember,
  );
}

function fold<T>(sightings: readonly T[], keyOf: (each: T) => string, merge: (a: T, b: T) => T) {
  const byKey = new Map<string, T>();
  for (const next of sightings) {
    const key = keyOf(next);
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? next : merge(known, next));
  }
  return [...byKey.values()];
}

function mergeChat(known: ChatSighting, next: ChatSighting): ChatSighting {
  const change = (next.botStatusAt ?? "") >= (known.botStatusAt ?? "") ? next : known;
  // A chat may give its username up; whoever describes the chat says so by leaving it out.
  const described = next.type === null ? known : next;
  return {
    ...known,
    type: described.type,
    title: next.title ?? known.title,
    username: described.username,
    isForum: described.isForum,
    seenAt: latest(known.seenAt, next.seenAt),
    botStatus: change.botStatus ?? known.botStatus,
    botStatusAt: change.botStatusAt ?? known.botStatusAt,
    presentAt: latest(known.presentAt, next.presentAt),
  };
}

function mergeMember(known: MemberSighting, next: MemberSighting): MemberSighting {
  const described = next.lastSeenAt >= known.lastSeenAt ? next : known;
  const { status, statusAt, stated } = isNewer(known, next) ? next : known;
  return {
    ...described,
    status,
    statusAt,
    stated,
    wroteAt: latest(known.wroteAt, next.wroteAt),
    firstSeenAt: [known.firstSeenAt, next.firstSeenAt].sort()[0] ?? next.firstSeenAt,
  };
}

/** A membership update knows more than the service message of the same second. */
function isNewer(known: MemberSighting, next: MemberSighting): boolean {
  if (next.statusAt === null || known.statusAt === null) return known.statusAt === null;
  if (next.statusAt !== known.statusAt) return next.statusAt > known.statusAt;
  return next.stated || !known.stated;
}

function latest<T extends string | null>(a: T, b: T): T {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
