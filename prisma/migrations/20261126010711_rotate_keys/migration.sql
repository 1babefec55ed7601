-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "holders" TEXT[],
ADD COLUMN     "previous_digest" BYTEA,
ADD COLUMN     "previous_until" TIMESTAMPTZ(3),
ADD COLUMN     "rotated_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_previous_digest_key" ON "api_keys"("previous_digest");

-- What Prisma cannot say ----------------------------------------------------------------------------

-- Until now a key's secret was shown to its maker alone.
UPDATE "api_keys" SET "holders" = ARRAY["created_by"];
