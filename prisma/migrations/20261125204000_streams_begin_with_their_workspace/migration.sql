-- A workspace has its stream's head from the start: whoever stores into it need not look first. Looking
-- by an insert that does nothing waits for everybody who stores into the workspace just then.
CREATE FUNCTION begin_streams() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO stream_heads (workspace_id, stream) VALUES (NEW.id, 'updates') ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER workspaces_begin_streams AFTER INSERT ON workspaces
FOR EACH ROW EXECUTE FUNCTION begin_streams();

INSERT INTO stream_heads (workspace_id, stream) SELECT id, 'updates' FROM workspaces
ON CONFLICT DO NOTHING;
