-- A vote on what is still asked counts as long as whoever gave it may decide at all: somebody removed, or
-- a key revoked, because it had got into other hands must not have let out what others only complete.
-- What is decided stays decided. A stand-in's word goes with the stand-in, and with whom it was for.
CREATE FUNCTION void_votes_of(workspace text, who_kind text, who text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  WITH theirs AS (
    SELECT a.id FROM approvals a
    WHERE a.workspace_id = workspace AND a.status = 'pending' AND EXISTS (
      SELECT FROM approval_decisions d
      WHERE d.workspace_id = a.workspace_id AND d.approval_id = a.id AND d.voided_at IS NULL
        AND ((d.approver_kind = who_kind AND d.approver_id = who)
          OR (d.cast_by_kind = who_kind AND d.cast_by_id = who)))
    ORDER BY a.id FOR NO KEY UPDATE
  ), asked AS (
    UPDATE approvals a SET changed_at = clock_timestamp() FROM theirs t
    WHERE a.workspace_id = workspace AND a.id = t.id AND a.status = 'pending'
    RETURNING a.id, a.message_id, a.digest, a.policy_rule_id
  ), voided AS (
    UPDATE approval_decisions d SET voided_at = clock_timestamp() FROM asked a
    WHERE d.workspace_id = workspace AND d.approval_id = a.id AND d.voided_at IS NULL
      AND ((d.approver_kind = who_kind AND d.approver_id = who)
        OR (d.cast_by_kind = who_kind AND d.cast_by_id = who))
  ), noted AS (
    INSERT INTO message_transitions (id, workspace_id, message_id, at, status, actor, detail)
    SELECT new_id('tr'), workspace, message_id, clock_timestamp(), 'pending_approval', 'system',
      'an approval counts no more: who gave it may not decide any more'
    FROM asked
  )
  INSERT INTO audit_entries (id, workspace_id, action, initiator, approver, rule_id, subject_id,
    input_digest)
  SELECT new_id('aud'), workspace, 'approval.vote_voided', 'system', who_kind || ':' || who,
    policy_rule_id, id, digest
  FROM asked;
END $$;

CREATE FUNCTION void_votes_of_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM void_votes_of(OLD.workspace_id, 'user', OLD.user_id);
  RETURN NULL;
END $$;
CREATE FUNCTION void_votes_of_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM void_votes_of(OLD.workspace_id, 'key', OLD.id);
  RETURN NULL;
END $$;

-- The roles that decide: governance/src/approvers.ts.
CREATE TRIGGER members_left AFTER DELETE ON members
FOR EACH ROW EXECUTE FUNCTION void_votes_of_member();
CREATE TRIGGER members_decide_no_more AFTER UPDATE OF role ON members
FOR EACH ROW WHEN (OLD.role IN ('owner', 'admin', 'approver')
  AND NEW.role NOT IN ('owner', 'admin', 'approver'))
EXECUTE FUNCTION void_votes_of_member();
CREATE TRIGGER api_keys_revoked AFTER UPDATE OF revoked_at ON api_keys
FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
EXECUTE FUNCTION void_votes_of_key();
