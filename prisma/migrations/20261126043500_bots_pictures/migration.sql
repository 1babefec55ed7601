-- CreateTable
CREATE TABLE "connection_pictures" (
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "mime_type" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_pictures_pkey" PRIMARY KEY ("workspace_id","connection_id")
);

-- AddForeignKey
ALTER TABLE "connection_pictures" ADD CONSTRAINT "connection_pictures_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

