-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "cards_due_at" TIMESTAMPTZ(6);

-- CreateTable
CREATE TABLE "telegram_links" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "chat_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "user_id" TEXT,
    "telegram_user_id" TEXT,
    "linked_by" TEXT NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "unlinked_at" TIMESTAMPTZ(3),

    CONSTRAINT "telegram_links_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "telegram_link_codes" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "user_id" TEXT,
    "digest" BYTEA NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "telegram_link_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_cards" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "approval_id" TEXT NOT NULL,
    "link_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "approve_data" TEXT,
    "reject_data" TEXT,
    "shown" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "approval_cards_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approver_inputs" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "update_id" BIGINT NOT NULL,
    "input" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "approver_inputs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "telegram_links_id_key" ON "telegram_links"("id");

-- CreateIndex
CREATE UNIQUE INDEX "telegram_link_codes_digest_key" ON "telegram_link_codes"("digest");

-- CreateIndex
CREATE INDEX "telegram_link_codes_expires_at_idx" ON "telegram_link_codes"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "approval_cards_approve_data_key" ON "approval_cards"("approve_data");

-- CreateIndex
CREATE UNIQUE INDEX "approval_cards_reject_data_key" ON "approval_cards"("reject_data");

-- CreateIndex
CREATE INDEX "approval_cards_workspace_id_message_id_idx" ON "approval_cards"("workspace_id", "message_id");

-- CreateIndex
CREATE UNIQUE INDEX "approval_cards_workspace_id_approval_id_link_id_key" ON "approval_cards"("workspace_id", "approval_id", "link_id");

-- CreateIndex
CREATE UNIQUE INDEX "approver_inputs_connection_id_update_id_key" ON "approver_inputs"("connection_id", "update_id");

-- AddForeignKey
ALTER TABLE "telegram_links" ADD CONSTRAINT "telegram_links_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "telegram_link_codes" ADD CONSTRAINT "telegram_link_codes_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_cards" ADD CONSTRAINT "approval_cards_workspace_id_approval_id_fkey" FOREIGN KEY ("workspace_id", "approval_id") REFERENCES "approvals"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval_cards" ADD CONSTRAINT "approval_cards_workspace_id_link_id_fkey" FOREIGN KEY ("workspace_id", "link_id") REFERENCES "telegram_links"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approver_inputs" ADD CONSTRAINT "approver_inputs_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say ----------------------------------------------------------------------------

-- One account a person, one person an account, one link a group.
CREATE UNIQUE INDEX "telegram_links_person" ON "telegram_links" ("workspace_id", "user_id") WHERE "unlinked_at" IS NULL AND "kind" = 'private';
CREATE UNIQUE INDEX "telegram_links_account" ON "telegram_links" ("workspace_id", "telegram_user_id") WHERE "unlinked_at" IS NULL AND "kind" = 'private';
CREATE UNIQUE INDEX "telegram_links_chat" ON "telegram_links" ("workspace_id", "connection_id", "chat_id") WHERE "unlinked_at" IS NULL;
CREATE INDEX "approvals_cards_due" ON "approvals" ("cards_due_at") WHERE "cards_due_at" IS NOT NULL;

-- Whatever changes about a question is shown on its cards, where anybody is to see them.
CREATE FUNCTION note_cards_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM telegram_links
    WHERE workspace_id = NEW.workspace_id AND unlinked_at IS NULL) THEN
    NEW.cards_due_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approvals_asked_on_cards BEFORE INSERT ON approvals
FOR EACH ROW WHEN (NEW.status = 'pending') EXECUTE FUNCTION note_cards_due();
CREATE TRIGGER approvals_changed_on_cards BEFORE UPDATE OF status, digest, level, changed_at, reminded_at
ON approvals FOR EACH ROW WHEN (OLD.status = 'pending') EXECUTE FUNCTION note_cards_due();

-- A message of the system itself is exempt from rules and approvals. So that nothing else ever gets out
-- that way: it goes to a linked chat or nowhere, and no message becomes one.
CREATE FUNCTION refuse_system_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'message % keeps its origin', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM telegram_links l WHERE l.workspace_id = NEW.workspace_id
    AND l.connection_id = NEW.connection_id AND l.chat_id = NEW.chat_id AND l.unlinked_at IS NULL) THEN
    RAISE EXCEPTION 'message % of the system goes to a chat that is not linked', NEW.id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER system_messages_stay_inside BEFORE INSERT ON messages
FOR EACH ROW WHEN (NEW.origin = 'system') EXECUTE FUNCTION refuse_system_message();
CREATE TRIGGER messages_keep_their_origin BEFORE UPDATE OF origin ON messages
FOR EACH ROW WHEN (NEW.origin IS DISTINCT FROM OLD.origin) EXECUTE FUNCTION refuse_system_message();

-- Sidekick is told of what was asked for, not of the system's own cards.
CREATE OR REPLACE FUNCTION record_message_events(ids text[], previous text[]) RETURNS void LANGUAGE plpgsql
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
  WHERE m.origin <> 'system'
    AND EXISTS (SELECT FROM endpoints_wanting(m.workspace_id, 'message.status.changed', m.connection_id))
  ORDER BY moved.place;
END $$;
