-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "purged_at" TIMESTAMPTZ(3);
