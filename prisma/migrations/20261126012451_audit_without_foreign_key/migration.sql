-- DropForeignKey
ALTER TABLE "audit_entries" DROP CONSTRAINT "audit_entries_workspace_id_fkey";

-- What the foreign key saw to, without a lock on the one row that everybody writes of: a workspace with
-- a trail stays, under its id.
CREATE FUNCTION refuse_workspace_with_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.id = OLD.id THEN RETURN NEW; END IF;
  IF NOT EXISTS (SELECT 1 FROM audit_entries WHERE workspace_id = OLD.id) THEN
    RETURN CASE TG_OP WHEN 'UPDATE' THEN NEW ELSE OLD END;
  END IF;
  RAISE EXCEPTION '% of workspaces is refused: this one has an audit trail, which is only ever appended to', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER workspaces_stay BEFORE DELETE OR UPDATE OF id ON workspaces
FOR EACH ROW EXECUTE FUNCTION refuse_workspace_with_trail();
