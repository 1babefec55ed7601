-- AlterTable
ALTER TABLE "approval_cards" ADD COLUMN     "replies_digest" TEXT,
ADD COLUMN     "replies_message_id" TEXT;
