-- AlterTable: in two steps, since a default that differs from row to row would write the table anew.
ALTER TABLE "messages" ADD COLUMN     "commitment_salt" BYTEA;
ALTER TABLE "messages" ALTER COLUMN "commitment_salt" SET DEFAULT (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- CreateIndex
CREATE INDEX "audit_entries_workspace_id_subject_id_at_idx" ON "audit_entries"("workspace_id", "subject_id", "at");

-- What Prisma cannot say ----------------------------------------------------------------------------

-- Messages that have not ended may still be entered: they get a salt as well.
UPDATE messages SET commitment_salt = uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
WHERE settled_at IS NULL;

-- What the trail keeps of a digest. A digest alone gives a short text away to whoever tries texts out;
-- with a salt of 244 random bits, which is erased with the message, it gives away nothing.
CREATE FUNCTION commitment_to(digest text, salt bytea) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'salted-sha256:' || encode(sha256(salt || convert_to(digest, 'UTF8')), 'hex')
$$;

-- Whoever enters something about a message hands over its digest; here it is salted, so that no writer
-- can forget to. A digest within the detail (of a message as it was before an edit) is one as well.
CREATE FUNCTION salt_audit_digests() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  salt bytea;
BEGIN
  SELECT commitment_salt INTO salt FROM messages
  WHERE workspace_id = NEW.workspace_id AND id = CASE
    WHEN NEW.subject_id LIKE 'appr\_%' THEN (SELECT message_id FROM approvals
      WHERE workspace_id = NEW.workspace_id AND id = NEW.subject_id)
    ELSE NEW.subject_id END;
  IF salt IS NULL THEN RETURN NEW; END IF;
  IF NEW.input_digest LIKE 'sha256:%' THEN
    NEW.input_digest := commitment_to(NEW.input_digest, salt);
  END IF;
  IF jsonb_typeof(NEW.detail) = 'object' THEN
    NEW.detail := (SELECT jsonb_object_agg(key, CASE
        WHEN jsonb_typeof(value) = 'string' AND value #>> '{}' LIKE 'sha256:%'
        THEN to_jsonb(commitment_to(value #>> '{}', salt)) ELSE value END)
      FROM jsonb_each(NEW.detail));
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER audit_entries_salt_digests BEFORE INSERT ON audit_entries
FOR EACH ROW WHEN (NEW.input_digest LIKE 'sha256:%' OR NEW.detail::text LIKE '%"sha256:%')
EXECUTE FUNCTION salt_audit_digests();
