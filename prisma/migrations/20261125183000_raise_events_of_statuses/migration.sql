-- Messages, approvals and connections raise their events here, so that no statement that moves one can
-- forget to. What an event says of a message: which one, and where it stands; never its words.

-- An event is an id, and each of its deliveries another: as before, but with hexadecimal digits (which
-- are digits of base 32 too) for the random part, which halves what an id costs.
CREATE OR REPLACE FUNCTION new_id(prefix text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  digits CONSTANT text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  micros CONSTANT bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
  rest bigint := ((micros / 1000) << 10) | (micros % 1000);
  id text := upper(right(encode(uuid_send(gen_random_uuid()), 'hex'), 14));
BEGIN
  FOR place IN 1..12 LOOP
    id := substr(digits, 1 + (rest & 31)::int, 1) || id;
    rest := rest >> 5;
  END LOOP;
  RETURN prefix || '_' || id;
END $$;

-- A time as the API writes it.
CREATE FUNCTION instant_text(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- Whether it is worth a look at all that was moved: most installations have no endpoint.
CREATE FUNCTION somebody_wants(event_type text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM endpoints
    WHERE disabled_at IS NULL AND deleted_at IS NULL AND event_type = ANY(events))
$$;

-- A plan for arrays of any length: planning anew for each costs more than the rest.
CREATE FUNCTION record_message_events(ids text[], previous text[]) RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  INSERT INTO events (id, workspace_id, type, connection_id, chat_id, lane, subject_id, payload)
  SELECT new_id('evt'), m.workspace_id, 'message.status.changed', m.connection_id, m.chat_id,
    m.connection_id || '/chat:' || m.chat_id, m.id,
    (jsonb_build_object('id', m.id, 'connectionId', m.connection_id, 'chatId', m.chat_id,
      'threadId', m.thread_id, 'status', m.status, 'previousStatus', moved.previous,
      'messageIds', (
        SELECT coalesce(jsonb_agg(sent.id ORDER BY p.ordinal, sent.place), '[]')
        FROM message_parts p, unnest(p.telegram_message_ids) WITH ORDINALITY AS sent (id, place)
        WHERE p.workspace_id = m.workspace_id AND p.message_id = m.id),
      'failure', CASE WHEN m.failure_code IS NOT NULL THEN jsonb_build_object(
        'code', m.failure_code, 'detail', coalesce(m.failure_detail, ''), 'remedy', m.failure_remedy) END,
      'idempotencyKey', m.idempotency_key)
    || CASE WHEN octet_length(m.metadata::text) > 4096 THEN '{}'
       ELSE jsonb_build_object('metadata', m.metadata) END)::text
  FROM unnest(ids, previous) WITH ORDINALITY AS moved (id, previous, place)
  JOIN messages m ON m.id = moved.id
  WHERE EXISTS (SELECT FROM endpoints_wanting(m.workspace_id, 'message.status.changed', m.connection_id))
  ORDER BY moved.place;
END $$;

CREATE FUNCTION raise_messages_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF somebody_wants('message.status.changed') THEN
    PERFORM record_message_events(array_agg(id), array_agg(NULL::text)) FROM made;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER messages_made AFTER INSERT ON messages REFERENCING NEW TABLE AS made
FOR EACH STATEMENT EXECUTE FUNCTION raise_messages_made();

CREATE FUNCTION raise_messages_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF somebody_wants('message.status.changed') THEN
    PERFORM record_message_events(array_agg(id), array_agg(was.status))
    FROM after JOIN before AS was USING (id) WHERE after.status <> was.status;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER messages_moved AFTER UPDATE ON messages
REFERENCING OLD TABLE AS before NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION raise_messages_moved();

-- What a rule approves by itself was never asked of anybody: neither event.
CREATE FUNCTION raise_approval_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  event_type CONSTANT text :=
    CASE WHEN NEW.status = 'pending' THEN 'approval.requested' ELSE 'approval.resolved' END;
BEGIN
  INSERT INTO events (id, workspace_id, type, connection_id, chat_id, lane, subject_id, payload)
  SELECT new_id('evt'), m.workspace_id, event_type, m.connection_id, m.chat_id,
    m.connection_id || '/chat:' || m.chat_id, NEW.id,
    (jsonb_build_object('id', NEW.id, 'messageId', m.id, 'connectionId', m.connection_id,
      'chatId', m.chat_id, 'status', NEW.status, 'digest', NEW.digest,
      'requester', jsonb_build_object(
        'kind', m.requester_kind, 'id', m.requester_id, 'name', m.requester_name),
      'requestedAt', instant_text(NEW.requested_at), 'expiresAt', instant_text(NEW.expires_at),
      'ruleId', NEW.policy_rule_id)
    || CASE WHEN NEW.status = 'pending' THEN '{}' ELSE jsonb_build_object(
      'edited', NEW.original_content IS NOT NULL,
      'decidedBy', CASE WHEN NEW.decided_by_id IS NOT NULL THEN jsonb_build_object(
        'kind', NEW.decided_by_kind, 'id', NEW.decided_by_id, 'name', NEW.decided_by_name) END,
      'decidedAt', instant_text(NEW.decided_at), 'decisionReason', NEW.decision_reason) END)::text
  FROM messages m
  WHERE m.workspace_id = NEW.workspace_id AND m.id = NEW.message_id
    AND EXISTS (SELECT FROM endpoints_wanting(m.workspace_id, event_type, m.connection_id));
  RETURN NULL;
END $$;
CREATE TRIGGER approvals_requested AFTER INSERT ON approvals
FOR EACH ROW WHEN (NEW.status = 'pending') EXECUTE FUNCTION raise_approval_event();
CREATE TRIGGER approvals_resolved AFTER UPDATE OF status ON approvals
FOR EACH ROW WHEN (OLD.status = 'pending' AND NEW.status <> 'pending')
EXECUTE FUNCTION raise_approval_event();

-- A connection's history has every change that is worth telling already.
CREATE FUNCTION raise_connection_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO events (id, workspace_id, type, connection_id, lane, subject_id, payload)
  SELECT new_id('evt'), c.workspace_id, 'connection.status.changed', c.id, c.id, c.id,
    jsonb_build_object('id', c.id, 'provider', c.provider,
      'bot', jsonb_build_object('id', c.bot_id, 'username', c.bot_username, 'name', c.bot_name),
      'status', NEW.to_status, 'previousStatus', NEW.from_status,
      'statusReason', NEW.reason, 'statusRemedy', NEW.remedy)::text
  FROM connections c
  WHERE c.workspace_id = NEW.workspace_id AND c.id = NEW.connection_id
    AND EXISTS (SELECT FROM endpoints_wanting(c.workspace_id, 'connection.status.changed', c.id));
  RETURN NULL;
END $$;
CREATE TRIGGER connection_history_noted AFTER INSERT ON connection_history
FOR EACH ROW EXECUTE FUNCTION raise_connection_event();
