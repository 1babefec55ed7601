-- Where all that a statement inserts for an endpoint belongs to one lane, as it mostly does, the actor
-- is told which, and need not look. A notification has room for 8000 bytes.
CREATE OR REPLACE FUNCTION "tell_deliveries"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('deliveries', json_strip_nulls(json_build_object(
    'endpointId', endpoint_id, 'seq', min(seq)::text,
    'lane', CASE WHEN min(lane) = max(lane) AND octet_length(min(lane)) < 1000 THEN min(lane) END))::text)
  FROM inserted GROUP BY endpoint_id;
  RETURN NULL;
END $$;
