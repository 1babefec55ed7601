-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "inbound_paused_by" TEXT,
ADD COLUMN     "inbound_paused_by_name" TEXT,
ADD COLUMN     "inbound_paused_until" TIMESTAMPTZ(3),
ADD COLUMN     "outbound_paused_by" TEXT,
ADD COLUMN     "outbound_paused_by_name" TEXT,
ADD COLUMN     "outbound_paused_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "pauses" (
    "scope" TEXT NOT NULL,
    "workspace_id" TEXT,
    "reason" TEXT NOT NULL,
    "paused_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),
    "paused_by" TEXT NOT NULL,
    "paused_by_name" TEXT NOT NULL,
    "actor_workspace_id" TEXT,

    CONSTRAINT "pauses_pkey" PRIMARY KEY ("scope")
);

-- CreateIndex
CREATE UNIQUE INDEX "pauses_workspace_id_key" ON "pauses"("workspace_id");

-- AddForeignKey
ALTER TABLE "pauses" ADD CONSTRAINT "pauses_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say ----------------------------------------------------------------------------

-- What a claim asks first: which scopes are paused. A pause takes the lock alone, so it waits for the claims
-- under way, and those that come wait for it. The lock comes before the look, and a volatile function looks
-- with a new snapshot: a claim that waited sees the pause, although its statement is older.
CREATE FUNCTION "outbound_gate"() RETURNS text[] LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(72707371);
  RETURN ARRAY(SELECT "scope" FROM "pauses");
END $$;

-- The keeper asks for pauses whose end has come, and counts them.
CREATE INDEX "connections_outbound_paused" ON "connections" ("outbound_paused_until") WHERE "outbound_paused_at" IS NOT NULL;
CREATE INDEX "connections_inbound_paused" ON "connections" ("inbound_paused_until") WHERE "inbound_paused_at" IS NOT NULL;
UPDATE "connections" SET "outbound_paused_by" = "paused_by" WHERE "outbound_paused_at" IS NOT NULL;
UPDATE "connections" SET "inbound_paused_by" = "paused_by" WHERE "inbound_paused_at" IS NOT NULL;
