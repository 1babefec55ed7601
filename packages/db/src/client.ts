/** What a repository works with: Prisma for rows, and one statement at a time for the hot ones. */
import type { Prisma, PrismaClient } from "./generated/client.ts";

/** Prisma, or Prisma within a transaction. */
export type Client = PrismaClient | Prisma.TransactionClient;

/** Runs one statement with positional parameters; the pool and a transaction both can. */
export type Sql = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;
