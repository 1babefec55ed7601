/** Starts private Postgres servers and clones databases from a migrated template. */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { type EmbeddedPostgres, embeddedPostgres } from "@lumenflow/db/embedded";
import { migrate } from "@lumenflow/db/migrate";
import { createLogger } from "@lumenflow/runtime";
import { Client } from "pg";
import { eventually } from "./eventually.ts";
import { temporaryFolder } from "./folders.ts";

const template = "template_migrated";
const silent = createLogger({ name: "harness", level: "silent" });

export interface PostgresServer {
  /** The connection URL of a database. */
  url(database: string): string;
  /** The postmaster's. */
  pid(): Promise<number>;
  /** kill -9 of the postmaster, as a crash of the machine's memory killer would; nobody answers afterwards. */
  kill(): Promise<void>;
  /** Starts it again after `kill`. Its port changes: ask `url` anew, or name a `port` at the start. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** A server of one's own, durable unless told otherwise, for a test that kills it. */
export async function startPostgres(
  options: {
    port?: number;
    durable?: boolean;
    parent?: string;
    settings?: Readonly<Record<string, string>>;
  } = {},
): Promise<PostgresServer> {
  const { port = 0, durable = true, parent } = options;
  const folder = temporaryFolder("postgres", parent);
  const settings = { max_connections: "400", ...options.settings };
  const fast = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
  const make = (): EmbeddedPostgres =>
    embeddedPostgres({
      dataDir: folder,
      logger: silent,
      port,
      settings: durable ? settings : { ...settings, ...fast },
    });
  let server = make();
  await server.start();
  await makeTemplate(server);
  return {
    url: (database) => server.url(database),
    pid: () => postmasterPid(server.url("postgres")),
    async kill() {
      const url = server.url("postgres");
      const postmaster = await postmasterPid(url);
      const rows = await sql(url, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()");
      process.kill(postmaster, "SIGKILL");
      // What it has begun notices a moment later, and until then serves whoever is connected to it.
      await eventually(() => (rows as { pid: number }[]).every(({ pid }) => isGone(pid)));
    },
    async restart() {
      await server.stop();
      server = make();
      await server.start();
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** With the queue's tables as well, as a second start finds it: what a first one makes of nothing, the queue's own tests prove. */
async function makeTemplate(server: EmbeddedPostgres): Promise<void> {
  await sql(server.url("postgres"), `CREATE DATABASE ${template}`);
  const url = server.url(template);
  await migrate({ url });
  // Not for every file that imports us.
  const { createQueues } = await import("@lumenflow/queue");
  const queues = createQueues({ backend: { kind: "postgres", url }, logger: silent });
  await queues.start();
  await queues.stop();
}

/** A migrated, empty database on the server; its connection URL. */
export async function cloneDatabase(adminUrl: string): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  // Page by page, as Postgres does it unless told otherwise, takes twice the time.
  await sql(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

/** Drops a database that nobody is connected to. */
export async function dropDatabase(adminUrl: string, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await sql(adminUrl, `DROP DATABASE IF EXISTS "${name}"`);
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

async function postmasterPid(url: string): Promise<number> {
  // The first line of postmaster.pid, read by the server itself.
  const rows = await sql(
    url,
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid",
  );
  return Number((rows[0] as { pid: string }).pid);
}

/** Runs one statement on a connection of its own. */
export async function sql(url: string, text: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** How many in that database wait for a lock, with a statement in which these words are. */
export async function lockWaits(url: string, words = ""): Promise<number> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
    AND wait_event_type = 'Lock' AND query LIKE '%' || $1 || '%'`;
  return (await sql(url, waiting, [words])).length;
}
