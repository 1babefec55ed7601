-- DropIndex
DROP INDEX "deliveries_endpoint_id_event_id_key";

-- AlterTable
ALTER TABLE "endpoints" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "events_occurred_at_idx" ON "events"("occurred_at");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_event_id_endpoint_id_key" ON "deliveries"("event_id", "endpoint_id");

-- What Prisma cannot say ----------------------------------------------------------------------------

-- Settled deliveries are forgotten after a while, the oldest first.
CREATE INDEX "deliveries_settled" ON "deliveries" ("settled_at") WHERE "status" <> 'pending';
-- The keeper finds what a deleted endpoint left behind.
CREATE INDEX "endpoints_deleted" ON "endpoints" ("deleted_at") WHERE "deleted_at" IS NOT NULL;

-- Whoever inserts deliveries tells the delivering actors, in the same transaction: the endpoint, and
-- the first place among them, so that an actor that is awake reads from there and no further back.
CREATE FUNCTION "tell_deliveries"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('deliveries',
    json_build_object('endpointId', endpoint_id, 'seq', min(seq)::text)::text)
  FROM inserted GROUP BY endpoint_id;
  RETURN NULL;
END $$;
CREATE TRIGGER "deliveries_told" AFTER INSERT ON "deliveries"
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION "tell_deliveries"();
