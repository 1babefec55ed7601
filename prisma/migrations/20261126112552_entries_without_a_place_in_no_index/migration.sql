-- Parts are found by workspace and id alone.
DROP INDEX "message_parts_id_key";

-- An entry enters it when it is sealed, not when it is written.
CREATE UNIQUE INDEX "audit_entries_sealed" ON "audit_entries" ("workspace_id", "seq") WHERE "seq" IS NOT NULL;

DROP INDEX "audit_entries_workspace_id_seq_key";
