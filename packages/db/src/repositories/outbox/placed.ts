/** What the owner of a line is told when places in it are given. */
import type { Notice } from "../../notices.ts";

/** A part with a place in the line, as an owner needs it to begin: a claim finds out all else. */
export interface PlacedPart {
  readonly id: string;
  readonly messageId: string;
  readonly chatId: string;
  readonly priority: number;
  readonly paid: boolean;
}

/**
 * A lone part travels along, so that an owner who has read everything before it need not read at all.
 * Where several have got places, only the last place is told.
 */
export function placesGiven(line: {
  readonly connectionId: string;
  /** The last place. */
  readonly seq: string;
  readonly part: PlacedPart | null;
}): Notice {
  return { channel: "outbox", about: line };
}

/**
 * SQL: tells a line's owner to read it anew. With the transaction, unlike a place: it must neither get lost
 * nor be overtaken by a place that is given after it, whichever process gives that.
 */
export const lineMoved = (connectionId: string) => `pg_notify('outbox',
  json_build_object('connectionId', ${connectionId}, 'moved', true)::text)::text`;

/** SQL: of rows with a part's columns the `PlacedPart` of the only one; null where there are several. */
export const onlyPart = `CASE WHEN count(*) = 1 THEN jsonb_build_object('id', max(id),
    'messageId', max(message_id), 'chatId', max(chat_id), 'priority', max(priority),
    'paid', bool_or(paid)) END`;

/**
 * SQL: whether a line's owner claimed something a moment ago. It stays a while after that, and its process
 * rings itself for a line that it has just left; should it have died, the sweep does. The latest claim is
 * asked for, since whether there is any would look quickest found by reading the table until one comes.
 */
export const isOwned = (connectionId: string) => `coalesce((SELECT s.claimed_at FROM message_parts s
    WHERE s.connection_id = ${connectionId} AND s.claimed_at IS NOT NULL
    ORDER BY s.claimed_at DESC LIMIT 1) > clock_timestamp() - interval '1500 milliseconds', false)`;
