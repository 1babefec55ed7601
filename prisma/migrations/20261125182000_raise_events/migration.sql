-- AlterTable
ALTER TABLE "events" ADD COLUMN     "lane" TEXT NOT NULL;

-- What Prisma cannot say ----------------------------------------------------------------------------

-- Who is told of an event: enabled endpoints of its workspace that want its type and its connection.
CREATE FUNCTION endpoints_wanting(workspace text, event_type text, connection text)
RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT id FROM endpoints
  WHERE workspace_id = workspace AND disabled_at IS NULL AND deleted_at IS NULL
    AND event_type = ANY(events) AND (connection_id IS NULL OR connection_id = connection)
$$;

-- Every event that is recorded has its deliveries in the same transaction, in the order of recording.
CREATE FUNCTION fan_out_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever deletes an endpoint's row waits for this, or this sees that it is gone.
  PERFORM FROM endpoints WHERE workspace_id IN (SELECT workspace_id FROM recorded) FOR KEY SHARE;
  INSERT INTO deliveries (id, workspace_id, endpoint_id, event_id, connection_id, lane)
  SELECT new_id('dlv'), e.workspace_id, w.endpoint_id, e.id, e.connection_id, e.lane
  FROM (SELECT *, row_number() OVER () AS place FROM recorded) e
  CROSS JOIN LATERAL endpoints_wanting(e.workspace_id, e.type, e.connection_id) AS w (endpoint_id)
  ORDER BY e.place;
  RETURN NULL;
END $$;

CREATE TRIGGER events_fan_out AFTER INSERT ON events REFERENCING NEW TABLE AS recorded
FOR EACH STATEMENT EXECUTE FUNCTION fan_out_events();
