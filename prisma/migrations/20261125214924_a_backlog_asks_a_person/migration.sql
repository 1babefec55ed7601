-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "backlog_asks_after" INTEGER DEFAULT 3600,
ADD COLUMN     "backlog_decided_at" TIMESTAMPTZ(3),
ADD COLUMN     "backlog_expired_by" TEXT,
ADD COLUMN     "backlog_seq" BIGINT;

-- AlterTable
ALTER TABLE "message_parts" ADD COLUMN     "queued_at" TIMESTAMPTZ(3);

-- What Prisma cannot say ----------------------------------------------------------------------------

-- What waits now has waited since now, as far as anybody can say.
UPDATE "message_parts" SET "queued_at" = now() WHERE "status" = 'queued';

-- The keeper, and the count of those that ask, look among these alone.
CREATE INDEX "connections_backlog" ON "connections" ("id") WHERE "backlog_seq" IS NOT NULL OR "backlog_expired_by" IS NOT NULL;
