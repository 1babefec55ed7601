-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "doubt_policy" TEXT NOT NULL DEFAULT 'hold',
ADD COLUMN     "doubt_policy_at" TIMESTAMPTZ(3),
ADD COLUMN     "pacing" JSONB,
ADD COLUMN     "paid_broadcast" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "strict_sequence" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "message_parts" ADD COLUMN     "known" JSONB,
ADD COLUMN     "paid" BOOLEAN NOT NULL DEFAULT false;

-- What Prisma cannot say ----------------------------------------------------------------------------

-- What waits in a chat, also behind a long history; and what keeps to a strict sequence.
CREATE INDEX "messages_unfinished" ON "messages" ("workspace_id", "connection_id", "chat_id", "id") WHERE "status" IN ('pending_approval', 'scheduled', 'queued', 'sending', 'uncertain');
CREATE INDEX "messages_in_sequence" ON "messages" ("id") WHERE "strict_sequence" AND "status" = 'queued';

-- Doubts that a policy may end: the keeper looks at nothing else.
CREATE INDEX "connections_ending_doubts" ON "connections" ("id") WHERE "doubt_policy" <> 'hold';
CREATE INDEX "message_parts_uncertain" ON "message_parts" ("connection_id", "claimed_at") WHERE "status" = 'uncertain';
