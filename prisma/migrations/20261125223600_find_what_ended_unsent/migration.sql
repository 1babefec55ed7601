-- What Prisma cannot say ----------------------------------------------------------------------------

-- What failed, was rejected or the like, behind millions that were sent: these pass through no index
-- of their own, so that sending pays nothing for it.
CREATE INDEX "messages_ended_unsent" ON "messages" ("workspace_id", "status", "id") WHERE "status" IN ('failed', 'rejected', 'expired', 'cancelled', 'blocked');
