-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "registered_updates" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "shown_updates" TEXT[] DEFAULT ARRAY[]::TEXT[];
