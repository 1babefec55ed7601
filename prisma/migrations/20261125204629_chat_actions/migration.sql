-- CreateTable
CREATE TABLE "chat_actions" (
    "workspace_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "chat_id" TEXT NOT NULL,
    "thread_id" TEXT NOT NULL DEFAULT '',
    "action" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "taken" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "chat_actions_pkey" PRIMARY KEY ("workspace_id","connection_id","chat_id","thread_id")
);

-- AddForeignKey
ALTER TABLE "chat_actions" ADD CONSTRAINT "chat_actions_workspace_id_connection_id_fkey" FOREIGN KEY ("workspace_id", "connection_id") REFERENCES "connections"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
