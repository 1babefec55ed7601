-- AlterTable
ALTER TABLE "audit_entries" ADD COLUMN     "hash" BYTEA,
ADD COLUMN     "seq" BIGINT;

-- CreateTable
CREATE TABLE "audit_trails" (
    "workspace_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "trimmed_through" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "audit_trails_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "audit_checkpoints" (
    "workspace_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "signature" TEXT NOT NULL,

    CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY ("workspace_id","seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_entries_workspace_id_seq_key" ON "audit_entries"("workspace_id", "seq");

-- AddForeignKey
ALTER TABLE "audit_trails" ADD CONSTRAINT "audit_trails_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "audit_checkpoints" ADD CONSTRAINT "audit_checkpoints_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What Prisma cannot say ----------------------------------------------------------------------------

-- What the sealer looks for, in the order in which it chains.
CREATE INDEX audit_entries_unsealed ON audit_entries (workspace_id, at, id) WHERE seq IS NULL;

DROP TRIGGER audit_entries_stay ON audit_entries;

-- Nobody brings a place along.
CREATE TRIGGER audit_entries_come_unsealed BEFORE INSERT ON audit_entries
FOR EACH ROW WHEN (NEW.seq IS NOT NULL OR NEW.hash IS NOT NULL)
EXECUTE FUNCTION refuse_audit_change();

-- The sealer gives an entry its place once; nothing else of it ever changes.
CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
FOR EACH ROW WHEN (NOT (
  OLD.seq IS NULL AND OLD.hash IS NULL AND NEW.seq IS NOT NULL AND NEW.hash IS NOT NULL AND
  ROW (NEW.id, NEW.workspace_id, NEW.at, NEW.action, NEW.initiator, NEW.approver, NEW.rule_id,
    NEW.subject_id, NEW.input_digest, NEW.output, NEW.detail) IS NOT DISTINCT FROM
  ROW (OLD.id, OLD.workspace_id, OLD.at, OLD.action, OLD.initiator, OLD.approver, OLD.rule_id,
    OLD.subject_id, OLD.input_digest, OLD.output, OLD.detail)))
EXECUTE FUNCTION refuse_audit_change();

-- Retention removes what lies before a kept checkpoint that it has named first.
CREATE FUNCTION refuse_audit_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.seq <= (SELECT trimmed_through FROM audit_trails WHERE workspace_id = OLD.workspace_id) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% of % is refused: an audit trail is only ever appended to', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_entries_stay_there BEFORE DELETE ON audit_entries
FOR EACH ROW EXECUTE FUNCTION refuse_audit_delete();

CREATE TRIGGER audit_checkpoints_stay BEFORE UPDATE OR DELETE ON audit_checkpoints
FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_checkpoints_stay_all BEFORE TRUNCATE ON audit_checkpoints
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- A trail grows, and is cut where a checkpoint is kept: never back.
CREATE FUNCTION guard_audit_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.workspace_id = OLD.workspace_id AND NEW.seq >= OLD.seq AND (
    NEW.trimmed_through = OLD.trimmed_through OR
    (NEW.trimmed_through > OLD.trimmed_through AND EXISTS (
      SELECT FROM audit_checkpoints
      WHERE workspace_id = NEW.workspace_id AND seq = NEW.trimmed_through)))
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'UPDATE of audit_trails is refused: an audit trail is only ever appended to'
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_trails_grow BEFORE UPDATE ON audit_trails
FOR EACH ROW EXECUTE FUNCTION guard_audit_trail();

CREATE TRIGGER audit_trails_stay BEFORE DELETE ON audit_trails
FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_trails_stay_all BEFORE TRUNCATE ON audit_trails
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
