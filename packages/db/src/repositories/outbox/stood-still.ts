/** How statements ask whether a line stood still for long, and what of it waits for a person's word. */

// Stable within a statement, unlike clock_timestamp(), so that indexes are used.
/** SQL: before this, a wait was a long one. */
export const patience = (c: string) => `(now() - ${c}.backlog_asks_after * interval '1 second')`;

/**
 * SQL: whether a line stood still for longer than its connection allows, with something in it, and
 * nobody has been asked about that yet: nothing was claimed, and the first that waits was there already,
 * since before then. Whatever it was that stopped it: a kill switch, a refused token, a hold, or that
 * nothing ran at all. Within a long line that moves nothing has to be asked, however long it takes.
 *
 * Both are looked up at the end of an index: asked whether there *is* a recent claim, Postgres would guess
 * that every third row is one, and might read the table from its beginning.
 */
export const stoodStill = (c: string) => `(CASE
  WHEN ${c}.backlog_asks_after IS NULL OR ${c}.backlog_decided_at > ${patience(c)} THEN false
  WHEN (SELECT s.claimed_at FROM message_parts s
    WHERE s.connection_id = ${c}.id AND s.claimed_at IS NOT NULL
    ORDER BY s.claimed_at DESC LIMIT 1) > ${patience(c)} THEN false
  ELSE coalesce((SELECT s.queued_at FROM message_parts s
    WHERE s.connection_id = ${c}.id AND s.status = 'queued' AND s.seq > coalesce(${c}.backlog_seq, 0)
    ORDER BY s.seq LIMIT 1) < ${patience(c)}, false) END)`;

/**
 * SQL: whether a queued part waits for a person's word, itself or behind one of its chat that does:
 * within a chat order rules. `seq` is the connection's `backlog_seq`.
 */
export const inBacklog = (p: string, seq: string) => `(${seq} IS NOT NULL AND (${p}.seq <= ${seq}
  OR EXISTS (SELECT 1 FROM message_parts b WHERE b.connection_id = ${p}.connection_id
    AND b.chat_id = ${p}.chat_id AND b.status = 'queued' AND b.seq <= ${seq})))`;

/** SQL: whether a scheduled message should have gone long ago, had anything run, and nobody has been asked. */
export const wentLate = (m: string, c: string) => `(${m}.status = 'scheduled'
  AND greatest(${m}.send_at, ${c}.backlog_decided_at) < ${patience(c)})`;
