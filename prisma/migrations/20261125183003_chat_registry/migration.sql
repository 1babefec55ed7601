-- DropIndex
DROP INDEX "chats_workspace_id_connection_id_last_update_at_idx";

-- AlterTable
ALTER TABLE "chats" ADD COLUMN     "is_forum" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "present_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "chat_members" (
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "chat_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT,
    "username" TEXT,
    "is_bot" BOOLEAN NOT NULL DEFAULT false,
    "status" TEXT,
    "status_at" TIMESTAMPTZ(3),
    "stated" BOOLEAN NOT NULL DEFAULT false,
    "wrote_at" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chat_members_pkey" PRIMARY KEY ("workspace_id","connection_id","chat_id","user_id")
);

-- AddForeignKey
ALTER TABLE "chat_members" ADD CONSTRAINT "chat_members_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say ----------------------------------------------------------------------------

-- The few groups that became supergroups, from either side.
CREATE INDEX "chats_moved_from" ON "chats" ("workspace_id", "chat_id") WHERE "migrated_to" IS NOT NULL;
CREATE INDEX "chats_moved_to" ON "chats" ("workspace_id", "migrated_to") WHERE "migrated_to" IS NOT NULL;
