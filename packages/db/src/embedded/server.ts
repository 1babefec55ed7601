/** Configures and starts the server of a cluster. */
import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { program } from "./cluster.ts";
import { inheritedEnvironment } from "./config.ts";
import type { Home } from "./home.ts";
import { isServing, readPostmaster } from "./postmaster.ts";

export interface ServerOptions {
  port: number;
  settings: Readonly<Record<string, string>>;
}

/** A server that runs, whoever started it. */
export interface Server {
  readonly port: number;
  /** Resolves once it runs no more; waiting for it keeps no process alive. */
  gone(): Promise<void>;
  /** The same, for whoever has stopped it: resolves once what this process started has been reaped. */
  ended(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** Starts the server on a free port of loopback (or `port`) and waits until it takes connections. */
export async function startServer(
  home: Home,
  binaries: Binaries,
  account: Account,
  options: ServerOptions,
): Promise<Server> {
  const port = options.port === 0 ? await usablePort(home) : options.port;
  configure(home, account, port, options.settings);
  const log = join(home.folder, "server.log");
  if (process.platform === "win32") {
    // pg_ctl sheds an administrator's rights, with which Postgres refuses to run.
    await program(binaries.pgCtl, ["start", "-D", home.data, "-l", log, "-w", "-s"], account);
    return adopted(home, port);
  }
  // A child of ours, not of pg_ctl: where process 1 reaps nothing, an orphan stays as a zombie.
  const output = openSync(log, "w", 0o600);
  const child = spawn(binaries.postgres, ["-D", home.data], {
    ...account,
    cwd: "/",
    env: { ...inheritedEnvironment(), LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", output, output],
    detached: true,
  });
  closeSync(output);
  child.unref();
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  await ready(home, child, log);
  return {
    port,
    gone: () => exited,
    ended() {
      child.ref();
      return exited;
    },
  };
}

/** How often one is looked for that is no child of ours. */
const lookEveryMs = 1_000;

/** A server that runs already: nobody tells us of its end. */
export function adopted(home: Home, port: number): Server {
  return {
    port,
    async gone() {
      while (isServing(home.data)) await pause(lookEveryMs, undefined, { ref: false });
    },
    ended: () => Promise.resolve(),
  };
}

async function ready(home: Home, child: ChildProcess, log: string): Promise<void> {
  let failure: string | undefined;
  child.once("error", (error) => {
    failure = error.message;
  });
  child.once("exit", () => {
    failure ??= readFileSync(log, "utf8").trim().split("\n").slice(-5).join(" | ");
  });
  const giveUp = performance.now() + startTimeoutMs;
  for (;;) {
    const postmaster = readPostmaster(home.data);
    if (postmaster?.pid === child.pid && postmaster?.ready === true) return;
    if (failure !== undefined) throw new Error(`the embedded Postgres did not start: ${failure}`);
    if (performance.now() > giveUp) {
      throw new Error(`the embedded Postgres was not ready after ${startTimeoutMs} ms: see ${log}`);
    }
    await pause(10);
  }
}

function configure(home: Home, account: Account, port: number, extra: ServerOptions["settings"]) {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    // Loopback and a password only: a socket would need a folder that everybody shares.
    unix_socket_directories: "",
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    // A statement or a row in the log could hold a message's text.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    huge_pages: "off",
    ...extra,
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`,
  );
  const config = join(home.data, "postgresql.conf");
  writeFileSync(config, `# Written at every start.\n${lines.join("\n")}\n`, { mode: 0o600 });
  if (account.uid !== undefined) chownSync(config, account.uid, account.gid);
}

/** The port of the last start, which another process may still have in its URL, or else a free one. */
async function usablePort({ data }: Home): Promise<number> {
  const written = readFileSync(join(data, "postgresql.conf"), "utf8");
  const last = Number(/^port = '(\d+)'$/m.exec(written)?.[1] ?? 0);
  return listenable(last).catch(() => listenable(0));
}

function listenable(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("no free port"));
      });
    });
  });
}
