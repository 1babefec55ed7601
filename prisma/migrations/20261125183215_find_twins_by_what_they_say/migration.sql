-- AlterTable
ALTER TABLE "updates" DROP COLUMN "edit_date";

-- What Prisma cannot say ----------------------------------------------------------------------------

-- The first of several updates that bring the same version of a message (the index by edit dates went
-- with their column: Telegram edits without changing them). Message id 0 is no message's own.
CREATE INDEX "updates_twins" ON "updates" ("connection_id", "body_digest")
WHERE "twin_of" IS NULL AND "message_id" <> '0' AND "kind" IN ('message', 'edited_message',
  'channel_post', 'edited_channel_post', 'business_message', 'edited_business_message');
