/** Tells listeners what was done, once it is committed: many notices in one statement. */
import { createCoalescer, type Logger } from "@lumenflow/runtime";
import type { Pool } from "pg";
import type { Channel } from "./listen.ts";

export interface Notice {
  readonly channel: Channel;
  readonly about: Readonly<Record<string, unknown>>;
}

/** A notice that gets lost is only logged: behind each there is a sweep or a short expiry. */
export type Notify = (notice: Notice) => void;

/** Each statement wakes every listener of every process: where many follow, they travel together. */
const gapMs = 4;

/**
 * Apart from the work that it tells of: Postgres lets transactions that notify commit one at a time,
 * each after the disk has answered. This one need not wait for the disk, since nothing of it is kept.
 */
export function createNotify(pool: Pick<Pool, "query">, logger: Logger): Notify {
  const send = createCoalescer<Notice, true>({
    async flush(notices) {
      await pool.query({ ...tellAll, values: [JSON.stringify(notices)] });
      return notices.map(() => true);
    },
    maxOut: 1,
    maxItems: 500,
    gapMs,
  });
  return (notice) => {
    send(notice).catch((error: unknown) =>
      logger.debug({ err: error, channel: notice.channel }, "could not notify"),
    );
  };
}

const tellAll = {
  name: "tell-all",
  text: `
  SELECT set_config('synchronous_commit', 'off', true), pg_notify(n.channel, n.about::text)::text
  FROM jsonb_to_recordset($1::text::jsonb) AS n(channel text, about jsonb)`,
};
