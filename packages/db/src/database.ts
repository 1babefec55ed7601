/** Opens Postgres once per process: Prisma for rows, the same pool for the hot statements. */
import type { Check, Component, Logger } from "@lumenflow/runtime";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { Prepared, Sql } from "./client.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import { createNotify, type Notice } from "./notices.ts";
import { type Repositories, repositoriesOver } from "./repositories.ts";

export interface Database extends Component, Repositories {
  /**
   * Runs `work` in one transaction and rolls back when it throws. Nothing outside Postgres belongs
   * inside: no ring, no call to Telegram.
   */
  transaction<T>(work: (tx: Repositories) => Promise<T>): Promise<T>;
  /** For the accounts library's adapter alone. */
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  readonly check: Check;
}

export interface DatabaseOptions {
  /** `postgresql://…` */
  readonly url: string;
  readonly logger: Logger;
  /** Connections of this process at the most. */
  readonly poolSize?: number | undefined;
}

/** The longest that a caller waits for a free connection or a transaction, in milliseconds. */
const patienceMs = 5_000;

/**
 * Between two busy moments connections stay: a new one makes whoever needs it wait for a process of
 * Postgres that begins, signs in and plans the hot statements anew. In milliseconds.
 */
const idleMs = 600_000;
/** An idle connection is probed so often that nothing on the way takes it for gone. In milliseconds. */
const probeMs = 60_000;

export function createDatabase({ url, logger, poolSize = 10 }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: patienceMs,
    idleTimeoutMillis: idleMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: probeMs,
    application_name: "lumenflow",
  });
  // An idle connection that breaks is replaced on the next use; without a listener it would end the process.
  pool.on("error", (error) => logger.warn({ err: error }, "an idle Postgres connection broke"));
  const adapter = new PrismaPg(pool, {
    statementNameGenerator: ({ sql }) => preparedNames.get(sql) ?? unnamed,
  });
  const prisma = new PrismaClient({ adapter });
  const notify = createNotify(pool, logger);
  const query: Query = async (statement, values) => {
    const { rows } = await pool.query({ ...asPrepared(statement), values: values as unknown[] });
    return rows;
  };
  const sql: Sql = Object.assign(query, { tell: notify });

  let stopped: Promise<void> | undefined;
  return {
    name: "database",
    prisma,
    pool,
    ...repositoriesOver(prisma, sql),
    async transaction(work) {
      const notices: Notice[] = [];
      const tell = (notice: Notice) => void notices.push(notice);
      const result = await prisma.$transaction(
        (tx) => work(repositoriesOver(tx, Object.assign(queryOf(tx), { tell }))),
        { maxWait: patienceMs, timeout: 4 * patienceMs },
      );
      for (const notice of notices) notify(notice);
      return result;
    },
    check: {
      name: "postgres",
      async check() {
        await pool.query("SELECT 1");
        return { ok: true };
      },
    },
    async start() {
      await prisma.$connect();
    },
    stop() {
      stopped ??= prisma.$disconnect().then(() => pool.end());
      return stopped;
    },
  };
}

type Query = <Row>(statement: string | Prepared, values?: readonly unknown[]) => Promise<Row[]>;

function queryOf(tx: Prisma.TransactionClient): Query {
  return (statement, values = []) => {
    const { name, text } = asPrepared(statement);
    if (name !== undefined) preparedNames.set(text, name);
    return tx.$queryRawUnsafe(text, ...values);
  };
}

/** To Postgres: planned for this once. */
const unnamed = "";

/** By text, which is all that Prisma hands on: a few constants, so that nothing grows. */
const preparedNames = new Map<string, string>();

function asPrepared(statement: string | Prepared): { name?: string; text: string } {
  return typeof statement === "string" ? { text: statement } : statement;
}
