-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "approvers" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "escalate_at" TIMESTAMPTZ(3),
ADD COLUMN     "level" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "remind_at" TIMESTAMPTZ(3),
ADD COLUMN     "reminded_at" TIMESTAMPTZ(3),
ADD COLUMN     "required" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "approval_decisions" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "approval_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "approver_kind" TEXT NOT NULL,
    "approver_id" TEXT NOT NULL,
    "approver_name" TEXT NOT NULL,
    "via" TEXT NOT NULL DEFAULT 'api',
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "voided_at" TIMESTAMPTZ(3),

    CONSTRAINT "approval_decisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_edits" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "approval_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "editor_kind" TEXT NOT NULL,
    "editor_id" TEXT NOT NULL,
    "editor_name" TEXT NOT NULL,
    "from_digest" TEXT NOT NULL,
    "to_digest" TEXT NOT NULL,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,

    CONSTRAINT "approval_edits_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_escalations" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "approval_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "level" INTEGER NOT NULL,
    "to" TEXT[],
    "handed_over" BOOLEAN NOT NULL,

    CONSTRAINT "approval_escalations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "approval_decisions_workspace_id_approval_id_idx" ON "approval_decisions"("workspace_id", "approval_id");

-- CreateIndex
CREATE INDEX "approval_edits_workspace_id_approval_id_idx" ON "approval_edits"("workspace_id", "approval_id");

-- CreateIndex
CREATE INDEX "approval_escalations_workspace_id_approval_id_idx" ON "approval_escalations"("workspace_id", "approval_id");

-- AddForeignKey
ALTER TABLE "approval_decisions" ADD CONSTRAINT "approval_decisions_workspace_id_approval_id_fkey" FOREIGN KEY ("workspace_id", "approval_id") REFERENCES "approvals"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_edits" ADD CONSTRAINT "approval_edits_workspace_id_approval_id_fkey" FOREIGN KEY ("workspace_id", "approval_id") REFERENCES "approvals"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_escalations" ADD CONSTRAINT "approval_escalations_workspace_id_approval_id_fkey" FOREIGN KEY ("workspace_id", "approval_id") REFERENCES "approvals"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say ----------------------------------------------------------------------------

-- Nobody is heard twice about the same version.
CREATE UNIQUE INDEX "approval_decisions_once" ON "approval_decisions" ("workspace_id", "approval_id", "approver_kind", "approver_id") WHERE "voided_at" IS NULL;
CREATE INDEX "approvals_escalating" ON "approvals" ("escalate_at") WHERE "escalate_at" IS NOT NULL AND "status" = 'pending';
CREATE INDEX "approvals_reminding" ON "approvals" ("remind_at") WHERE "remind_at" IS NOT NULL AND "reminded_at" IS NULL AND "status" = 'pending';

-- Whatever code there will be: what people approve has been approved by as many as it takes, in its
-- present version. (What a rule approves is approved from the beginning.)
CREATE FUNCTION refuse_unvoted_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  approvals CONSTANT int := (SELECT count(*) FROM approval_decisions d
    WHERE d.workspace_id = NEW.workspace_id AND d.approval_id = NEW.id AND d.digest = NEW.digest
      AND d.decision = 'approved' AND d.voided_at IS NULL);
BEGIN
  IF approvals < NEW.required THEN
    RAISE EXCEPTION 'approval % has % of % approvals', NEW.id, approvals, NEW.required
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approvals_are_voted BEFORE UPDATE OF status ON approvals
FOR EACH ROW WHEN (NEW.status = 'approved' AND OLD.status <> 'approved')
EXECUTE FUNCTION refuse_unvoted_approval();

-- As before, and who may decide; the trigger says which event it is.
CREATE OR REPLACE FUNCTION raise_approval_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  event_type CONSTANT text := TG_ARGV[0];
BEGIN
  INSERT INTO events (id, workspace_id, type, connection_id, chat_id, lane, subject_id, payload)
  SELECT new_id('evt'), m.workspace_id, event_type, m.connection_id, m.chat_id,
    m.connection_id || '/chat:' || m.chat_id, NEW.id,
    (jsonb_build_object('id', NEW.id, 'messageId', m.id, 'connectionId', m.connection_id,
      'chatId', m.chat_id, 'status', NEW.status, 'digest', NEW.digest,
      'requester', jsonb_build_object(
        'kind', m.requester_kind, 'id', m.requester_id, 'name', m.requester_name),
      'requestedAt', instant_text(NEW.requested_at), 'expiresAt', instant_text(NEW.expires_at),
      'ruleId', NEW.policy_rule_id, 'approvers',
      CASE WHEN cardinality(NEW.approvers) > 0 THEN to_jsonb(NEW.approvers) END,
      'required', NEW.required, 'level', NEW.level)
    || CASE WHEN event_type <> 'approval.resolved' THEN '{}' ELSE jsonb_build_object(
      'edited', NEW.original_content IS NOT NULL,
      'decidedBy', CASE WHEN NEW.decided_by_id IS NOT NULL THEN jsonb_build_object(
        'kind', NEW.decided_by_kind, 'id', NEW.decided_by_id, 'name', NEW.decided_by_name) END,
      'decidedAt', instant_text(NEW.decided_at), 'decisionReason', NEW.decision_reason) END)::text
  FROM messages m
  WHERE m.workspace_id = NEW.workspace_id AND m.id = NEW.message_id
    AND EXISTS (SELECT FROM endpoints_wanting(m.workspace_id, event_type, m.connection_id));
  RETURN NULL;
END $$;
DROP TRIGGER approvals_requested ON approvals;
DROP TRIGGER approvals_resolved ON approvals;
CREATE TRIGGER approvals_requested AFTER INSERT ON approvals
FOR EACH ROW WHEN (NEW.status = 'pending') EXECUTE FUNCTION raise_approval_event('approval.requested');
-- Others are asked now: the next level, or about what it has become. Whoever edits and decides alone
-- asks nobody.
CREATE TRIGGER approvals_requested_anew AFTER UPDATE OF level, digest ON approvals
FOR EACH ROW WHEN (NEW.status = 'pending' AND (NEW.level > OLD.level OR NEW.digest <> OLD.digest
  AND (NEW.required > 1 OR NEW.approvers <> OLD.approvers)))
EXECUTE FUNCTION raise_approval_event('approval.requested');
CREATE TRIGGER approvals_reminded AFTER UPDATE OF reminded_at ON approvals
FOR EACH ROW WHEN (NEW.reminded_at IS NOT NULL AND OLD.reminded_at IS NULL AND NEW.status = 'pending')
EXECUTE FUNCTION raise_approval_event('approval.reminder');
CREATE TRIGGER approvals_resolved AFTER UPDATE OF status ON approvals
FOR EACH ROW WHEN (OLD.status = 'pending' AND NEW.status <> 'pending')
EXECUTE FUNCTION raise_approval_event('approval.resolved');
