-- CreateTable
CREATE TABLE "installation_secrets" (
    "name" TEXT NOT NULL,
    "value" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_secrets_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "encryption_canaries" (
    "key_id" TEXT NOT NULL,
    "ciphertext" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "encryption_canaries_pkey" PRIMARY KEY ("key_id")
);

-- CreateTable
CREATE TABLE "ingest_epochs" (
    "epoch" INTEGER NOT NULL,
    "partitions" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ingest_epochs_pkey" PRIMARY KEY ("epoch")
);

-- CreateTable
CREATE TABLE "partition_fences" (
    "epoch" INTEGER NOT NULL,
    "partition" INTEGER NOT NULL,
    "fence" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "partition_fences_pkey" PRIMARY KEY ("epoch","partition")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "active_workspace_id" TEXT,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "password" TEXT,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "scope" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verifications" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workspaces" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "logo" TEXT,
    "metadata" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspaces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitations" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "inviter_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "stream_heads" (
    "workspace_id" TEXT NOT NULL,
    "stream" TEXT NOT NULL,
    "position" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "stream_heads_pkey" PRIMARY KEY ("workspace_id","stream")
);

-- CreateTable
CREATE TABLE "connections" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL DEFAULT 'telegram',
    "display_name" TEXT,
    "status" TEXT NOT NULL DEFAULT 'connected',
    "status_reason" TEXT,
    "warnings" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "bot_id" TEXT NOT NULL,
    "bot_username" TEXT NOT NULL,
    "bot_name" TEXT NOT NULL,
    "api_root" TEXT NOT NULL,
    "webhook_key_id" TEXT NOT NULL,
    "secret_digest" BYTEA,
    "previous_secret_digest" BYTEA,
    "allowed_updates" TEXT[],
    "drop_pending_updates" BOOLEAN,
    "registered_url" TEXT,
    "registered_at" TIMESTAMPTZ(3),
    "last_checked_at" TIMESTAMPTZ(3),
    "last_delivery_at" TIMESTAMPTZ(3),
    "pending_update_count" INTEGER,
    "last_error" TEXT,
    "last_error_at" TIMESTAMPTZ(3),
    "registration_attempt" INTEGER NOT NULL DEFAULT 0,
    "register_after" TIMESTAMPTZ(3),
    "disconnect_requested_at" TIMESTAMPTZ(3),
    "disconnected_at" TIMESTAMPTZ(3),
    "inbound_paused_at" TIMESTAMPTZ(3),
    "inbound_pause_reason" TEXT,
    "outbound_paused_at" TIMESTAMPTZ(3),
    "outbound_pause_reason" TEXT,
    "paused_by" TEXT,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "last_seq" BIGINT NOT NULL DEFAULT 0,
    "hold_until" TIMESTAMPTZ(3),
    "hold_reason" TEXT,
    "wake_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connections_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "credentials" (
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "bot_token" TEXT NOT NULL,
    "webhook_secret" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("workspace_id","connection_id")
);

-- CreateTable
CREATE TABLE "chats" (
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "chat_id" TEXT NOT NULL,
    "type" TEXT,
    "title" TEXT,
    "username" TEXT,
    "bot_status" TEXT,
    "bot_status_at" TIMESTAMPTZ(3),
    "migrated_to" TEXT,
    "hold_until" TIMESTAMPTZ(3),
    "hold_reason" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_update_at" TIMESTAMPTZ(3),

    CONSTRAINT "chats_pkey" PRIMARY KEY ("workspace_id","connection_id","chat_id")
);

-- CreateTable
CREATE TABLE "updates" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "update_id" BIGINT NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL,
    "chat_id" TEXT,
    "lane" TEXT NOT NULL,
    "user_id" TEXT,
    "message_id" TEXT,
    "body" TEXT NOT NULL,
    "body_digest" BYTEA NOT NULL,
    "fault" TEXT,
    "position" BIGINT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "stored_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "updates_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "messages" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "chat_id" TEXT NOT NULL,
    "thread_id" TEXT,
    "origin" TEXT NOT NULL DEFAULT 'request',
    "status" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "content" JSONB NOT NULL,
    "options" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "reason" TEXT,
    "metadata" JSONB,
    "requester_kind" TEXT NOT NULL,
    "requester_id" TEXT NOT NULL,
    "requester_name" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "request_digest" TEXT,
    "policy_effect" TEXT NOT NULL,
    "policy_rule_id" TEXT,
    "send_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "failure_code" TEXT,
    "failure_detail" TEXT,
    "failure_remedy" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "messages_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "message_parts" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "chat_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "method" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "seq" BIGINT,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "fence" BIGINT,
    "claimed_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),
    "telegram_message_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "error_code" INTEGER,
    "error_detail" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_parts_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "message_transitions" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "part_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "attempt" INTEGER,
    "detail" TEXT,

    CONSTRAINT "message_transitions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approvals" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "policy_rule_id" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "decided_by_kind" TEXT,
    "decided_by_id" TEXT,
    "decided_by_name" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "decision_reason" TEXT,
    "original_content" JSONB,

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "policies" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "effect" TEXT NOT NULL,
    "when" JSONB NOT NULL,
    "schedule" JSONB,
    "exceptions" JSONB,
    "approval" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policies_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "events" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "connection_id" TEXT,
    "chat_id" TEXT,
    "subject_id" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "events_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "endpoints" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "connection_id" TEXT,
    "secret" TEXT NOT NULL,
    "previous_secret" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "endpoints_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "response_code" INTEGER,
    "error_detail" TEXT,
    "body_digest" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "action" TEXT NOT NULL,
    "initiator" TEXT NOT NULL,
    "approver" TEXT,
    "rule_id" TEXT,
    "subject_id" TEXT,
    "input_digest" TEXT,
    "output" TEXT,
    "detail" JSONB,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions"("token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_provider_id_account_id_key" ON "accounts"("provider_id", "account_id");

-- CreateIndex
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "workspaces_slug_key" ON "workspaces"("slug");

-- CreateIndex
CREATE INDEX "members_user_id_idx" ON "members"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "members_workspace_id_user_id_key" ON "members"("workspace_id", "user_id");

-- CreateIndex
CREATE INDEX "invitations_workspace_id_idx" ON "invitations"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_id_key" ON "api_keys"("id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_digest_key" ON "api_keys"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "connections_id_key" ON "connections"("id");

-- CreateIndex
CREATE UNIQUE INDEX "connections_webhook_key_id_key" ON "connections"("webhook_key_id");

-- CreateIndex
CREATE INDEX "connections_workspace_id_created_at_idx" ON "connections"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "chats_workspace_id_connection_id_last_update_at_idx" ON "chats"("workspace_id", "connection_id", "last_update_at");

-- CreateIndex
CREATE UNIQUE INDEX "updates_id_key" ON "updates"("id");

-- CreateIndex
CREATE INDEX "updates_workspace_id_connection_id_chat_id_position_idx" ON "updates"("workspace_id", "connection_id", "chat_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "updates_connection_id_update_id_generation_key" ON "updates"("connection_id", "update_id", "generation");

-- CreateIndex
CREATE UNIQUE INDEX "updates_workspace_id_position_key" ON "updates"("workspace_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "messages_id_key" ON "messages"("id");

-- CreateIndex
CREATE INDEX "messages_workspace_id_created_at_idx" ON "messages"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "messages_workspace_id_connection_id_chat_id_created_at_idx" ON "messages"("workspace_id", "connection_id", "chat_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "messages_workspace_id_idempotency_key_key" ON "messages"("workspace_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "message_parts_id_key" ON "message_parts"("id");

-- CreateIndex
CREATE UNIQUE INDEX "message_parts_workspace_id_message_id_ordinal_key" ON "message_parts"("workspace_id", "message_id", "ordinal");

-- CreateIndex
CREATE INDEX "message_transitions_workspace_id_message_id_id_idx" ON "message_transitions"("workspace_id", "message_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "approvals_id_key" ON "approvals"("id");

-- CreateIndex
CREATE INDEX "approvals_workspace_id_status_requested_at_idx" ON "approvals"("workspace_id", "status", "requested_at");

-- CreateIndex
CREATE INDEX "approvals_workspace_id_message_id_idx" ON "approvals"("workspace_id", "message_id");

-- CreateIndex
CREATE UNIQUE INDEX "policies_id_key" ON "policies"("id");

-- CreateIndex
CREATE INDEX "policies_workspace_id_priority_idx" ON "policies"("workspace_id", "priority");

-- CreateIndex
CREATE UNIQUE INDEX "events_id_key" ON "events"("id");

-- CreateIndex
CREATE UNIQUE INDEX "events_workspace_id_position_key" ON "events"("workspace_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "endpoints_id_key" ON "endpoints"("id");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_id_key" ON "deliveries"("id");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_endpoint_id_event_id_key" ON "deliveries"("endpoint_id", "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_entries_id_key" ON "audit_entries"("id");

-- CreateIndex
CREATE INDEX "audit_entries_workspace_id_at_idx" ON "audit_entries"("workspace_id", "at");

-- AddForeignKey
ALTER TABLE "partition_fences" ADD CONSTRAINT "partition_fences_epoch_fkey" FOREIGN KEY ("epoch") REFERENCES "ingest_epochs"("epoch") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_inviter_id_fkey" FOREIGN KEY ("inviter_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stream_heads" ADD CONSTRAINT "stream_heads_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chats" ADD CONSTRAINT "chats_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "updates" ADD CONSTRAINT "updates_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_parts" ADD CONSTRAINT "message_parts_workspace_id_message_id_fkey" FOREIGN KEY ("workspace_id", "message_id") REFERENCES "messages"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_transitions" ADD CONSTRAINT "message_transitions_workspace_id_message_id_fkey" FOREIGN KEY ("workspace_id", "message_id") REFERENCES "messages"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_workspace_id_message_id_fkey" FOREIGN KEY ("workspace_id", "message_id") REFERENCES "messages"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policies" ADD CONSTRAINT "policies_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_workspace_id_endpoint_id_fkey" FOREIGN KEY ("workspace_id", "endpoint_id") REFERENCES "endpoints"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_workspace_id_event_id_fkey" FOREIGN KEY ("workspace_id", "event_id") REFERENCES "events"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say ----------------------------------------------------------------------------

-- A bot belongs to one connection at a time, in the whole installation, until that is disconnected.
CREATE UNIQUE INDEX "connections_bot_id_exclusive" ON "connections" ("bot_id") WHERE "status" <> 'disconnected';

-- A message asks one question at a time.
CREATE UNIQUE INDEX "approvals_one_pending" ON "approvals" ("workspace_id", "message_id") WHERE "status" = 'pending';

-- The outbox reads its line in order, and finds what an earlier owner left under way.
CREATE UNIQUE INDEX "message_parts_line" ON "message_parts" ("connection_id", "seq") WHERE "status" = 'queued';
CREATE INDEX "message_parts_sending" ON "message_parts" ("connection_id") WHERE "status" = 'sending';
-- A new owner of a line inherits the pace of the old one, and the chats that Telegram holds.
CREATE INDEX "message_parts_recent" ON "message_parts" ("connection_id", "claimed_at") WHERE "claimed_at" IS NOT NULL;
CREATE INDEX "chats_held" ON "chats" ("connection_id", "hold_until") WHERE "hold_until" IS NOT NULL;
-- Interactive parts overtake a long line, but never another part of their own chat.
CREATE INDEX "message_parts_express" ON "message_parts" ("connection_id", "seq") WHERE "status" = 'queued' AND "priority" = 0;
CREATE INDEX "message_parts_chat_line" ON "message_parts" ("connection_id", "chat_id", "seq") WHERE "status" = 'queued';

-- The keeper's timers look at what is due and at nothing else.
CREATE INDEX "messages_scheduled" ON "messages" ("send_at") WHERE "status" = 'scheduled';
CREATE INDEX "messages_expiring" ON "messages" ("expires_at") WHERE "expires_at" IS NOT NULL AND "status" IN ('pending_approval', 'scheduled', 'queued', 'sending');
CREATE INDEX "messages_idempotent" ON "messages" ("created_at") WHERE "idempotency_key" IS NOT NULL;
CREATE INDEX "approvals_expiring" ON "approvals" ("expires_at") WHERE "expires_at" IS NOT NULL AND "status" = 'pending';
CREATE INDEX "connections_waking" ON "connections" ("wake_at") WHERE "wake_at" IS NOT NULL;
CREATE INDEX "connections_registering" ON "connections" ("register_after") WHERE "register_after" IS NOT NULL;
