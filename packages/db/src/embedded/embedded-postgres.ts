/** A private Postgres as a component: made on first use, adopted when it runs, stopped with its last user. */
import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Component, Logger } from "@lumenflow/runtime";
import { Client } from "pg";
import { postgresAccount } from "./account.ts";
import { postgresBinaries } from "./binaries.ts";
import { ensureCluster, user } from "./cluster.ts";
import { type Home, prepareHome, sharedDir } from "./home.ts";
import { defaultPatience, type KeptRunning, keepRunning, type Patience } from "./keep-running.ts";
import { readPostmaster, removeStalePidFile } from "./postmaster.ts";
import { adopted, type Server, startServer } from "./server.ts";
import { isStopping, type Watchdog, watch } from "./watchdog.ts";

export interface EmbeddedPostgresOptions {
  /** Data and password stay here across runs. */
  dataDir: string;
  logger: Logger;
  /** The database that `url()` names by default; made when missing. */
  database?: string | undefined;
  /** 0 (the default) takes a free port. Another user's running server keeps its port. */
  port?: number | undefined;
  /** Lines for postgresql.conf, such as `{ fsync: "off" }` in tests. */
  settings?: Readonly<Record<string, string>> | undefined;
  /**
   * Given, a server that ends by itself is started again at the same port, whoever started it before;
   * called where that is in vain. Without it, it stays as it ended.
   */
  onGivenUp?: ((error: Error) => void) | undefined;
  /** How long starting it again is tried; about half a minute unless given. */
  patience?: Patience | undefined;
}

export interface EmbeddedPostgres extends Component {
  /** A connection URL, with its password: never log it unscrubbed. Throws before `start`. */
  url(database?: string): string;
}

interface Running {
  home: Home;
  watchdog: Watchdog;
  server: Server;
  kept?: KeptRunning | undefined;
}

// After kill -9 of the postmaster its children linger and hold the shared memory for a while.
const startPatienceMs = 5_000;
// A server that is going down writes everything out first; the watchdog waits 20 s for that.
const stopPatienceMs = 25_000;

/**
 * PostgreSQL 18 from the install's own binaries, on loopback with a password. `start` makes the
 * cluster, starts it, or adopts the one that an earlier process left running; `stop` stops it
 * unless another process uses it too. It also stops when this process is killed.
 */
export function embeddedPostgres(options: EmbeddedPostgresOptions): EmbeddedPostgres {
  const { dataDir, logger, database = "lumenflow", port = 0, settings = {} } = options;
  let running: Running | undefined;

  const url = (name = database) => {
    if (running === undefined) throw new Error("the embedded Postgres has not been started");
    return connectionUrl(running.home, running.server.port, name);
  };

  return {
    name: "embedded-postgres",
    url,
    async start() {
      if (running !== undefined) return;
      const account = postgresAccount();
      const binaries = postgresBinaries(account, sharedDir);
      const home = prepareHome(dataDir, account);
      await ensureCluster(home, binaries, account);
      const watchdog = await watch(home, binaries, account);
      try {
        const startAt = (port: number) => () =>
          startServer(home, binaries, account, { port, settings });
        const { server, isOurs } = await adoptOrStart(home, startAt(port));
        const here: Running = { home, watchdog, server };
        running = here;
        await ensureDatabase(url("postgres"), database);
        logger.info({ port: server.port, adopted: !isOurs }, "embedded Postgres runs");
        const { onGivenUp, patience = defaultPatience } = options;
        if (onGivenUp === undefined) return;
        const startAgain = async (signal: AbortSignal) => {
          const again = await adoptOrStart(home, startAt(server.port), signal);
          here.server = again.server;
          // Everybody here, and who uses it beside us, has its URL.
          if (again.server.port === server.port) return again.server;
          throw new Error(`somebody has started it at another port than ${server.port}`);
        };
        here.kept = keepRunning({ server, startAgain, onGivenUp, patience, logger });
      } catch (error) {
        running = undefined;
        await watchdog.release();
        throw error;
      }
    },
    async stop() {
      const { watchdog, kept } = running ?? {};
      await kept?.stop();
      const server = running?.server;
      running = undefined;
      const released = await watchdog?.release();
      if (released?.stopped === true) await server?.ended();
    },
  };
}

async function adoptOrStart(
  home: Home,
  start: () => Promise<Server>,
  signal?: AbortSignal,
): Promise<{ server: Server; isOurs: boolean }> {
  const began = performance.now();
  const waited = () => performance.now() - began;
  for (;;) {
    signal?.throwIfAborted();
    removeStalePidFile(home.data);
    const postmaster = readPostmaster(home.data);
    if (postmaster === undefined) {
      try {
        const server = await start();
        // What an earlier watchdog left when it was killed half-way was about an earlier server.
        rmSync(home.stopping, { force: true });
        return { server, isOurs: true };
      } catch (error) {
        if (waited() > startPatienceMs) throw error;
      }
    } else {
      // A server that is being stopped is waited out; one that answers is taken over.
      const usable = postmaster.ready && (!isStopping(home) || waited() > stopPatienceMs);
      if (usable && (await answers(home, postmaster.port))) {
        return { server: adopted(home, postmaster.port), isOurs: false };
      }
      if (waited() > 2 * stopPatienceMs) {
        throw new Error(
          `a Postgres (process ${postmaster.pid}) holds ${home.data} but does not answer: stop it and start again`,
        );
      }
    }
    await pause(50);
  }
}

async function answers(home: Home, port: number): Promise<boolean> {
  const client = new Client({
    connectionString: connectionUrl(home, port, "postgres"),
    connectionTimeoutMillis: 2_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureDatabase(adminUrl: string, database: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const known = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (known.rowCount === 0) {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
    }
  } catch (error) {
    // Another process that started at the same moment has just made it.
    if ((error as { code?: string }).code !== "42P04") throw error;
  } finally {
    await client.end();
  }
}

function connectionUrl(home: Home, port: number, database: string): string {
  return `postgresql://${user}:${home.password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}
