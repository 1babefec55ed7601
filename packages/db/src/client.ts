/** What a repository works with: Prisma for rows, and one statement at a time for the hot ones. */
import type { Prisma, PrismaClient } from "./generated/client.ts";
import type { Notice } from "./notices.ts";

/** Prisma, or Prisma within a transaction. */
export type Client = PrismaClient | Prisma.TransactionClient;

/** A statement that costs more to plan than to run: every connection plans it once. */
export interface Prepared {
  /** Unique among statements. */
  readonly name: string;
  readonly text: string;
}

/** Runs one statement with positional parameters; the pool and a transaction both can. */
export interface Sql {
  <Row>(statement: string | Prepared, values?: readonly unknown[]): Promise<Row[]>;
  /** Tells listeners, once what was done is committed. A hint, which may get lost. */
  tell(notice: Notice): void;
}
