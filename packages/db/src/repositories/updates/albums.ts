/** Tells of updates in their order, an album's together: once it is complete, or nothing came for a while. */
import type { Prepared, Sql } from "../../client.ts";

/** Telegram's albums have no more. */
const mostItems = 10;
/** An album is complete when nothing came for so long, and after the longest in any case. */
const quiet = "1 second";
const longest = "3 seconds";

const type = "telegram.update.received";

/** Whether somebody wants to be told of updates of the connection in a row called `row`. */
export const isWanted = (row: string) =>
  `EXISTS (SELECT FROM endpoints_wanting(${row}.workspace_id, '${type}', ${row}.connection_id))`;

/** From rows (workspace_id, connection_id, lane, chat_id, album, update_ids) with what follows FROM. */
const raise = (rows: string) => `
  INSERT INTO events (id, workspace_id, type, connection_id, chat_id, lane, subject_id, update_ids, payload)
  SELECT new_id('evt'), workspace_id, '${type}', connection_id, chat_id, connection_id || '/' || lane,
    update_ids[1], update_ids,
    CASE WHEN album IS NOT NULL THEN json_build_object('albumId', album)::text END
  FROM ${rows}`;

/**
 * CTEs of the statement that stores a batch, after `told`: the rows (workspace_id, connection_id,
 * lane, chat_id, album, id, place) to tell of. Each lane's rows follow on what its open album holds.
 * Neighbours of one album are one event; the last of a lane stays open while more may come, so that
 * whatever else arrives in the lane is told of after it. The caller has locked the workspaces' heads.
 */
export const tellInOrder = `open AS (
  SELECT o.* FROM open_albums o
  WHERE (o.connection_id, o.lane) IN (SELECT connection_id, lane FROM told) FOR UPDATE
), line AS (
  SELECT workspace_id, connection_id, lane, chat_id, album, id, place,
    NULL::timestamptz AS opened_at FROM told
  UNION ALL
  SELECT o.workspace_id, o.connection_id, o.lane, o.chat_id, o.media_group_id, held.id,
    held.place - ${mostItems}, o.opened_at
  FROM open o, unnest(o.update_ids) WITH ORDINALITY AS held (id, place)
), neighbours AS (
  SELECT *, album IS NOT NULL AND album IS NOT DISTINCT FROM lag(album) OVER lane AS goes_on
  FROM line WINDOW lane AS (PARTITION BY connection_id, lane ORDER BY place)
), numbered AS (
  SELECT *, count(*) FILTER (WHERE NOT goes_on) OVER lane AS run
  FROM neighbours WINDOW lane AS (PARTITION BY connection_id, lane ORDER BY place)
), filled AS (
  SELECT *, (row_number() OVER (PARTITION BY connection_id, lane, run ORDER BY place) - 1)
    / ${mostItems} AS tenth
  FROM numbered
), groups AS (
  SELECT workspace_id, connection_id, lane, max(chat_id) AS chat_id, max(album) AS album,
    array_agg(id ORDER BY place) AS update_ids, min(opened_at) AS opened_at, max(place) AS place,
    max(album) IS NOT NULL AND count(*) < ${mostItems}
      AND max(place) = max(max(place)) OVER (PARTITION BY connection_id, lane) AS stays_open
  FROM filled GROUP BY workspace_id, connection_id, lane, run, tenth
), raised AS (${raise("groups WHERE NOT stays_open ORDER BY workspace_id, place")}
), kept AS (
  INSERT INTO open_albums
    (workspace_id, connection_id, lane, media_group_id, chat_id, update_ids, opened_at, closes_at)
  SELECT workspace_id, connection_id, lane, album, chat_id, update_ids, coalesce(opened_at, clock.now),
    least(clock.now + interval '${quiet}', coalesce(opened_at, clock.now) + interval '${longest}')
  FROM groups CROSS JOIN (SELECT clock_timestamp() AS now) clock WHERE stays_open
  ON CONFLICT (workspace_id, connection_id, lane) DO UPDATE SET
    (media_group_id, chat_id, update_ids, opened_at, closes_at) = (EXCLUDED.media_group_id,
      EXCLUDED.chat_id, EXCLUDED.update_ids, EXCLUDED.opened_at, EXCLUDED.closes_at)
), completed AS (
  DELETE FROM open_albums o USING open
  WHERE o.workspace_id = open.workspace_id AND o.connection_id = open.connection_id
    AND o.lane = open.lane AND NOT EXISTS (SELECT FROM groups g
      WHERE g.stays_open AND g.connection_id = o.connection_id AND g.lane = o.lane)
)`;

/**
 * Tells of albums of all workspaces for which nothing came in time; for the keeper. Whoever stores into
 * their lanes meanwhile waits for this, or has kept them open before: the locks are the same.
 * Returns how many were open for too long.
 */
export async function closeDueAlbums(sql: Sql): Promise<number> {
  const [row] = await sql<{ closed: number }>(closeDue);
  return row?.closed ?? 0;
}

const closeDue: Prepared = {
  name: "close-albums",
  text: `
WITH due AS (
  SELECT DISTINCT workspace_id FROM open_albums WHERE closes_at <= now()
), heads AS (
  SELECT workspace_id FROM stream_heads
  WHERE stream = 'updates' AND workspace_id IN (SELECT workspace_id FROM due)
  ORDER BY workspace_id FOR UPDATE
), closed AS (
  DELETE FROM open_albums o USING heads
  WHERE o.workspace_id = heads.workspace_id AND o.closes_at <= now()
  RETURNING o.*
), groups AS (
  SELECT *, media_group_id AS album FROM closed WHERE ${isWanted("closed")}
), raised AS (${raise("groups")}
)
SELECT count(*)::int AS closed FROM closed`,
};
