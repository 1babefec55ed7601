-- AlterTable
ALTER TABLE "approval_cards" ADD COLUMN     "reminded_at" TIMESTAMPTZ(3);
