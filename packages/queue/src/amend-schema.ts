/** Amends BullMQ's Postgres schema where its Postgres backend does not do what its Redis backend does. */
import { LATEST_SCHEMA_VERSION } from "bullmq";
import type { PoolClient } from "pg";

// BullMQ's own migrations may replace what is amended here, so its version belongs to ours.
const version = `lumenflow amendments 1 to bullmq schema ${LATEST_SCHEMA_VERSION}`;

/**
 * BullMQ 6.7 gives a job that comes back from `active` (stalled, handed back) a new sequence number,
 * so that it re-enters behind all others, and leaves a snoozed one its old number, so that it
 * overtakes all others. Redis does the opposite, and both matter here: a batch of updates whose
 * worker was killed must run before its successors, an actor that yields must run after the others.
 *
 * The stall check's mark goes when a job leaves `active`. BullMQ leaves that to the next check,
 * which then locks snoozed jobs too, and so meets the workers that promote them in a deadlock.
 */
const keepPlace = `
CREATE OR REPLACE FUNCTION bullmq.lumenflow_keep_place() RETURNS trigger
LANGUAGE plpgsql SET search_path = bullmq AS $$
BEGIN
  IF NEW.state = 'waiting' THEN
    IF OLD.state = 'active' THEN
      NEW.seq := OLD.seq;
    ELSIF NEW.seq = OLD.seq THEN
      NEW.seq := nextval('bullmq.job_seq');
    END IF;
  END IF;
  NEW.stalled_marked := false;
  RETURN NEW;
END;
$$;
CREATE OR REPLACE TRIGGER lumenflow_keep_place
  BEFORE UPDATE OF state ON bullmq.job FOR EACH ROW
  WHEN (OLD.state IN ('active', 'delayed') AND NEW.state <> OLD.state)
  EXECUTE FUNCTION bullmq.lumenflow_keep_place();
COMMENT ON FUNCTION bullmq.lumenflow_keep_place() IS '${version}'`;

/** Workers promote the snoozed jobs that are due, each all of them: in different orders they deadlock. */
const promotesAll =
  /UPDATE job\s+SET state = 'waiting', delay_ms = 0\s+WHERE queue = p_queue\s+AND state = 'delayed'\s+AND process_at_ms <= p_now\s+RETURNING id/;
const promotesFree = `UPDATE job
         SET state = 'waiting', delay_ms = 0
       WHERE queue = p_queue AND id IN (
         SELECT id FROM job
          WHERE queue = p_queue AND state = 'delayed' AND process_at_ms <= p_now
          ORDER BY process_at_ms FOR UPDATE SKIP LOCKED)
      RETURNING id`;

const claim =
  "SELECT pg_get_functiondef('bullmq.move_to_active(text,text,bigint,bigint,text,integer,bigint)'::regprocedure) AS definition";

const amended = `
SELECT 1 FROM pg_trigger t
  WHERE t.tgrelid = 'bullmq.job'::regclass AND t.tgname = 'lumenflow_keep_place'
    AND obj_description(t.tgfoid, 'pg_proc') = $1`;

/** Amends what is not amended yet; any number of processes may start at the same time. */
export async function amendSchema(client: PoolClient): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('lumenflow:amend-schema'))");
    const { rowCount } = await client.query(amended, [version]);
    if (rowCount === 0) {
      await client.query(keepPlace);
      const { rows } = await client.query<{ definition: string }>(claim);
      const definition = rows[0]?.definition ?? "";
      await client.query(definition.replace(promotesAll, () => promotesFree));
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
