-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "backlog_growth" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "check_after" TIMESTAMPTZ(3),
ADD COLUMN     "check_misses" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "last_sync_error_at" TIMESTAMPTZ(3),
ADD COLUMN     "longest_quiet_seconds" INTEGER,
ADD COLUMN     "previous_secret_until" TIMESTAMPTZ(3),
ADD COLUMN     "quiet_seconds" INTEGER,
ADD COLUMN     "secret_rotated_at" TIMESTAMPTZ(3),
ADD COLUMN     "status_cause" TEXT,
ADD COLUMN     "status_remedy" TEXT,
ADD COLUMN     "takeovers" TIMESTAMPTZ(3)[] DEFAULT ARRAY[]::TIMESTAMPTZ(3)[];

-- CreateTable
CREATE TABLE "connection_history" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT NOT NULL,
    "reason" TEXT,
    "remedy" TEXT,

    CONSTRAINT "connection_history_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "connection_history_workspace_id_connection_id_id_idx" ON "connection_history"("workspace_id", "connection_id", "id");

-- CreateIndex
CREATE INDEX "connection_history_at_idx" ON "connection_history"("at");

-- AddForeignKey
ALTER TABLE "connection_history" ADD CONSTRAINT "connection_history_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say ----------------------------------------------------------------------------

-- The guardian asks for those whose check is due; what is connected already is spread over one period.
CREATE INDEX "connections_checking" ON "connections" ("check_after") WHERE "check_after" IS NOT NULL;
UPDATE "connections" SET "check_after" = now() + random() * interval '10 minutes'
WHERE "status" NOT IN ('disconnecting', 'disconnected');

-- An id as the processes make them (a ULID behind a prefix), for rows that triggers write. Ten of its
-- random bits hold the microseconds, so that the changes of one row sort in the order they were made.
CREATE FUNCTION "new_id"(prefix text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  digits CONSTANT text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  micros CONSTANT bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
  sortable CONSTANT bigint := ((micros / 1000) << 10) | (micros % 1000);
  chance CONSTANT bytea := uuid_send(gen_random_uuid());
  id text := '';
BEGIN
  FOR place IN REVERSE 11..0 LOOP
    id := id || substr(digits, ((sortable >> (5 * place)) & 31)::int + 1, 1);
  END LOOP;
  FOR place IN 0..13 LOOP
    id := id || substr(digits, (get_byte(chance, place) & 31) + 1, 1);
  END LOOP;
  RETURN prefix || '_' || id;
END $$;

-- Whoever moves a connection writes its history by that. Another reason for the same trouble counts too.
CREATE FUNCTION "note_connection_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "connection_history"
    ("id", "workspace_id", "connection_id", "at", "from_status", "to_status", "reason", "remedy")
  VALUES ("new_id"('chg'), NEW."workspace_id", NEW."id", clock_timestamp(),
    CASE WHEN TG_OP = 'UPDATE' THEN OLD."status" END, NEW."status", NEW."status_reason", NEW."status_remedy");
  RETURN NULL;
END $$;
CREATE TRIGGER "connections_made" AFTER INSERT ON "connections"
FOR EACH ROW EXECUTE FUNCTION "note_connection_change"();
CREATE TRIGGER "connections_changed" AFTER UPDATE OF "status", "status_reason" ON "connections"
FOR EACH ROW WHEN (OLD."status" <> NEW."status" OR (
  NEW."status" IN ('degraded', 'action_required')
  AND OLD."status_reason" IS DISTINCT FROM NEW."status_reason"))
EXECUTE FUNCTION "note_connection_change"();
