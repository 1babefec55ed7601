/**
 * Makes BullMQ's Postgres backend order jobs as its Redis backend does.
 *
 * BullMQ 6.7 gives a job that comes back from `active` (stalled, handed back) a new sequence number,
 * so that it re-enters behind all others, and leaves a snoozed one its old number, so that it
 * overtakes all others. Redis does the opposite, and both matter here: a batch of updates whose
 * worker was killed must run before its successors, an actor that yields must run after the others.
 */
import type { PoolClient } from "pg";

const version = "lumenflow: keep place 1";

const install = `
CREATE OR REPLACE FUNCTION bullmq.lumenflow_keep_place() RETURNS trigger
LANGUAGE plpgsql SET search_path = bullmq AS $$
BEGIN
  IF OLD.state = 'active' THEN
    NEW.seq := OLD.seq;
  ELSIF NEW.seq = OLD.seq THEN
    NEW.seq := nextval('bullmq.job_seq');
  END IF;
  RETURN NEW;
END;
$$;
CREATE OR REPLACE TRIGGER lumenflow_keep_place
  BEFORE UPDATE OF state ON bullmq.job FOR EACH ROW
  WHEN (NEW.state = 'waiting' AND OLD.state IN ('active', 'delayed'))
  EXECUTE FUNCTION bullmq.lumenflow_keep_place();
COMMENT ON FUNCTION bullmq.lumenflow_keep_place() IS '${version}'`;

const installed = `
SELECT 1 FROM pg_trigger t
  WHERE t.tgrelid = 'bullmq.job'::regclass AND t.tgname = 'lumenflow_keep_place'
    AND obj_description(t.tgfoid, 'pg_proc') = $1`;

/** Installs the trigger where it is missing; any number of processes may start at the same time. */
export async function keepPlace(client: PoolClient): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('lumenflow:keep-place'))");
    const { rowCount } = await client.query(installed, [version]);
    if (rowCount === 0) await client.query(install);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
