-- No route has ever made one: what stands here came past the API, and holds no link that would work.
DELETE FROM "invitations";

-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "accepted_at" TIMESTAMPTZ(3),
ADD COLUMN     "accepted_by" TEXT,
ADD COLUMN     "digest" BYTEA NOT NULL,
ADD COLUMN     "invited_by" TEXT NOT NULL,
ADD COLUMN     "invited_by_name" TEXT NOT NULL,
ADD COLUMN     "revoked_at" TIMESTAMPTZ(3),
ALTER COLUMN "role" SET NOT NULL,
ALTER COLUMN "inviter_id" DROP NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "invitations_digest_key" ON "invitations"("digest");

-- What Prisma cannot say ----------------------------------------------------------------------------

-- Of a person's links into a workspace one works at a time.
CREATE UNIQUE INDEX "invitations_one_open_key" ON "invitations"("workspace_id", "email") WHERE "status" = 'pending';
