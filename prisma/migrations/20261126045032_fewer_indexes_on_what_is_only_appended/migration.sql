-- DropIndex
DROP INDEX "message_transitions_workspace_id_message_id_id_idx";

-- DropIndex
DROP INDEX "audit_entries_id_key";

-- AlterTable
ALTER TABLE "message_transitions" DROP CONSTRAINT "message_transitions_pkey",
ADD CONSTRAINT "message_transitions_pkey" PRIMARY KEY ("workspace_id", "message_id", "id");
