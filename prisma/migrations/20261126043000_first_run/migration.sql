-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "first_run_dismissed_at" TIMESTAMPTZ(3);

