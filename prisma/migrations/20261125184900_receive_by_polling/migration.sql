-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "receive_mode" TEXT;

-- CreateTable
CREATE TABLE "pollers" (
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "beat_at" TIMESTAMPTZ(3),
    "refused_at" TIMESTAMPTZ(3),

    CONSTRAINT "pollers_pkey" PRIMARY KEY ("workspace_id","connection_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "pollers_connection_id_key" ON "pollers"("connection_id");

-- AddForeignKey
ALTER TABLE "pollers" ADD CONSTRAINT "pollers_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is registered so far is registered by webhook.
UPDATE "connections" SET "receive_mode" = 'webhook' WHERE "registered_url" IS NOT NULL;

-- The sweep looks among these alone.
CREATE INDEX "connections_polling" ON "connections" ("id") WHERE "receive_mode" = 'polling';
