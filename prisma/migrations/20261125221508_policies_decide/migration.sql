-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "policy_revision" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "policy_revision" INTEGER;

-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "policy_revision" INTEGER,
ADD COLUMN     "terms" JSONB;

-- CreateIndex
CREATE INDEX "messages_workspace_id_requester_id_created_at_idx" ON "messages"("workspace_id", "requester_id", "created_at");
