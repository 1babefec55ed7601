-- AlterTable
ALTER TABLE "approval_decisions" ADD COLUMN     "cast_by_id" TEXT,
ADD COLUMN     "cast_by_kind" TEXT,
ADD COLUMN     "cast_by_name" TEXT;

-- CreateTable
CREATE TABLE "approval_delegations" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "delegate_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "approval_delegations_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "approval_delegations_workspace_id_delegate_id_idx" ON "approval_delegations"("workspace_id", "delegate_id");

-- AddForeignKey
ALTER TABLE "approval_delegations" ADD CONSTRAINT "approval_delegations_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say ----------------------------------------------------------------------------

-- Nobody is heard twice about the same version, for others neither.
CREATE UNIQUE INDEX "approval_decisions_cast_once" ON "approval_decisions" ("workspace_id", "approval_id", "cast_by_kind", "cast_by_id") WHERE "voided_at" IS NULL AND "cast_by_id" IS NOT NULL;
