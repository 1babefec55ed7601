-- DropIndex
DROP INDEX "events_workspace_id_position_key";

-- AlterTable
ALTER TABLE "updates" ADD COLUMN     "edit_date" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "twin_of" TEXT;

-- AlterTable
ALTER TABLE "events" DROP COLUMN "position",
ADD COLUMN     "update_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
ALTER COLUMN "payload" DROP NOT NULL;

-- AlterTable
ALTER TABLE "endpoints" ADD COLUMN     "created_by" TEXT NOT NULL,
ADD COLUMN     "description" TEXT,
ADD COLUMN     "fence" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "previous_secret_until" TIMESTAMPTZ(3),
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "wake_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "attempted_at" TIMESTAMPTZ(3),
ADD COLUMN     "cause" TEXT,
ADD COLUMN     "connection_id" TEXT,
ADD COLUMN     "duration_ms" INTEGER,
ADD COLUMN     "seq" BIGSERIAL NOT NULL;

-- CreateTable
CREATE TABLE "delivery_failures" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempt" INTEGER NOT NULL,
    "response_code" INTEGER,
    "cause" TEXT NOT NULL,
    "detail" TEXT,
    "duration_ms" INTEGER NOT NULL,

    CONSTRAINT "delivery_failures_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "open_albums" (
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "media_group_id" TEXT NOT NULL,
    "chat_id" TEXT,
    "update_ids" TEXT[],
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "open_albums_pkey" PRIMARY KEY ("workspace_id","connection_id","lane")
);

-- CreateIndex
CREATE INDEX "delivery_failures_workspace_id_delivery_id_at_idx" ON "delivery_failures"("workspace_id", "delivery_id", "at");

-- CreateIndex
CREATE INDEX "open_albums_closes_at_idx" ON "open_albums"("closes_at");

-- AddForeignKey
ALTER TABLE "delivery_failures" ADD CONSTRAINT "delivery_failures_workspace_id_delivery_id_fkey" FOREIGN KEY ("workspace_id", "delivery_id") REFERENCES "deliveries"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "open_albums" ADD CONSTRAINT "open_albums_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say ----------------------------------------------------------------------------

-- The delivering actor reads an endpoint's line in order, and one lane of it.
CREATE INDEX "deliveries_line" ON "deliveries" ("endpoint_id", "seq") WHERE "status" = 'pending';
CREATE INDEX "deliveries_lane" ON "deliveries" ("endpoint_id", "lane", "seq") WHERE "status" = 'pending';
-- The log is read newest first, dead letters by their cause.
CREATE INDEX "deliveries_log" ON "deliveries" ("workspace_id", "endpoint_id", "seq");
CREATE INDEX "deliveries_dead" ON "deliveries" ("endpoint_id", "cause") WHERE "status" = 'dead';
CREATE INDEX "endpoints_waking" ON "endpoints" ("wake_at") WHERE "wake_at" IS NOT NULL;

-- Finds the version of a message that another update id brought before.
CREATE INDEX "updates_versions" ON "updates" ("connection_id", "chat_id", "message_id", "edit_date") WHERE "message_id" IS NOT NULL;
