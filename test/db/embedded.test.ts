import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  embeddedPostgres,
} from "@lumenflow/db/embedded";
import { createLogger } from "@lumenflow/runtime";
import { afterEach, describe, expect, test } from "vitest";
import { eventually, scratchFolder, sql, start, startService } from "../harness/index.ts";

const logger = createLogger({ name: "test", level: "silent" });
const holder = fileURLToPath(new URL("fixtures/hold-postgres.ts", import.meta.url));
const isRoot = process.getuid?.() === 0;
const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function setup() {
  const dataDir = join(scratchFolder("embedded"), "data");
  const server = (more: Partial<EmbeddedPostgresOptions> = {}): EmbeddedPostgres => {
    const made = embeddedPostgres({ dataDir, logger, ...more });
    cleanups.push(() => made.stop());
    return made;
  };
  const postmaster = () => join(dataDir, "postgres", "data", "postmaster.pid");
  const pid = () => Number(readFileSync(postmaster(), "utf8").split("\n")[0]);
  /** Another process that starts the server, or joins it, and waits to be stopped or killed. */
  const startOther = async () => {
    const running = startService(holder, { args: [dataDir] });
    cleanups.push(() => running.kill());
    const url = (await running.says(/url (\S+)/))[1] ?? "";
    return { running, url };
  };
  return { dataDir, server, postmaster, pid, otherProcess: startOther };
}

const answer = async (url: string) => (await sql(url, "SELECT 1 AS one")) as { one: number }[];

describe("the embedded Postgres", () => {
  test("keeps its data and its password across runs, on loopback with scram alone", async () => {
    const { dataDir, server } = setup();
    const first = server();
    await first.start();
    await sql(first.url(), "CREATE TABLE kept (id int)");
    expect(await sql(first.url(), "SHOW listen_addresses")).toEqual([
      { listen_addresses: "127.0.0.1" },
    ]);
    const wrong = first.url().replace(/:[0-9a-f]{48}@/, ":wrong@");
    await expect(answer(wrong)).rejects.toThrow(/password authentication failed/);
    await first.stop();
    await first.stop();

    const second = server();
    await second.start();
    expect(await sql(second.url(), "SELECT to_regclass('kept')::text AS t")).toEqual([
      { t: "kept" },
    ]);
    const password = join(dataDir, "postgres-password");
    expect(statSync(password).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, "postgres")).mode & 0o777).toBe(0o700);
  });

  test.runIf(process.platform === "linux")(
    "hands no secret of ours to its processes, neither by environment nor by arguments",
    async () => {
      const { dataDir, server, pid } = setup();
      process.env.LUMENFLOW_OWNER_PASSWORD = "not for Postgres";
      cleanups.push(() => {
        delete process.env.LUMENFLOW_OWNER_PASSWORD;
      });
      const mine = server();
      await mine.start();
      const password = readFileSync(join(dataDir, "postgres-password"), "utf8");
      const others = watchdogs(dataDir);
      expect(others).toHaveLength(1);
      for (const other of [pid(), ...others]) {
        const seen = ["environ", "cmdline"].map((file) => readFileSync(`/proc/${other}/${file}`));
        const text = Buffer.concat(seen).toString();
        for (const secret of ["not for Postgres", password]) expect(text).not.toContain(secret);
      }
    },
  );

  test("stops with its parent even after kill -9, and starts again at once", async () => {
    const { otherProcess, server, pid } = setup();
    const { running, url } = await otherProcess();
    await sql(url, "CREATE TABLE kept (id int)");
    const old = pid();
    await running.kill();
    const again = server();
    await again.start();
    expect(pid()).not.toBe(old);
    expect(await sql(again.url(), "SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 0 }]);
  });

  test("leaves no server behind when its parent is killed", async () => {
    const { otherProcess, postmaster } = setup();
    const { running } = await otherProcess();
    await running.kill();
    await eventually(() => !existsSync(postmaster()));
  });

  test("adopts a server whose watchdog was killed too", async () => {
    const { dataDir, otherProcess, server, pid, postmaster } = setup();
    const { running } = await otherProcess();
    const old = pid();
    killAll(watchdogs(dataDir));
    await running.kill();
    const again = server();
    await again.start();
    expect(pid()).toBe(old);
    await again.stop();
    expect(existsSync(postmaster())).toBe(false);
  });

  test("stays up while another process uses it, and stops with the last one", async () => {
    const { otherProcess, server, postmaster } = setup();
    const mine = server();
    await mine.start();
    const { running, url } = await otherProcess();
    await mine.stop();
    expect(await answer(url)).toEqual([{ one: 1 }]);
    await running.stop();
    expect(existsSync(postmaster())).toBe(false);
  });

  test("starts again right after the postmaster was killed", async () => {
    const { server, pid } = setup();
    const first = server();
    await first.start();
    await sql(first.url(), "CREATE TABLE kept (id int)");
    process.kill(pid(), "SIGKILL");
    const second = server();
    await second.start();
    expect(await sql(second.url(), "SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 0 }]);
    await second.stop();
    await first.stop();
  });

  test("is started again where it is killed, at the same address, for whoever uses it", async () => {
    const { server, pid, otherProcess } = setup();
    const { running, url } = await otherProcess();
    // Started by the other, which looks after nothing: this one adopted it.
    const mine = server({ onGivenUp: (error) => expect.fail(error.message) });
    await mine.start();
    expect(mine.url()).toBe(url);
    await sql(url, "CREATE TABLE kept (id int)");
    for (const turn of ["adopted", "our own"]) {
      const old = pid();
      process.kill(old, "SIGKILL");
      await eventually(async () => pid() !== old && (await answer(url)).length === 1);
      expect(await sql(url, "SELECT count(*)::int AS n FROM kept"), turn).toEqual([{ n: 0 }]);
    }
    await running.stop();
    expect(await answer(mine.url())).toEqual([{ one: 1 }]);
    const last = pid();
    await mine.stop();
    await eventually(() => !isAlive(last));
  });

  test("is given up where it cannot be started again, and says where to look", async () => {
    const { dataDir, server, pid } = setup();
    const { promise, resolve } = Promise.withResolvers<Error>();
    const patience = { most: 1, pauseMs: 1, calmMs: 60_000 };
    const mine = server({ onGivenUp: resolve, patience });
    await mine.start();
    rmSync(join(dataDir, "postgres", "data", "global", "pg_control"));
    process.kill(pid(), "SIGKILL");
    expect((await promise).message).toMatch(/in vain \(.+\): see server\.log/);
    await mine.stop();
  });

  test("is not fooled by a stale pid file that names another living process", async () => {
    const { server, postmaster } = setup();
    const first = server();
    await first.start();
    const lines = readFileSync(postmaster(), "utf8").split("\n");
    await first.stop();
    const sleeper = start("sleep", ["600"]);
    cleanups.push(() => sleeper.kill());
    writeFileSync(postmaster(), [String(sleeper.pid), ...lines.slice(1)].join("\n"));
    const second = server();
    await second.start();
    expect(await answer(second.url())).toEqual([{ one: 1 }]);
  });

  test("begins again where an earlier first start was cut short", async () => {
    const { dataDir, server } = setup();
    mkdirSync(join(dataDir, "postgres", "new-1"), { recursive: true });
    writeFileSync(join(dataDir, "postgres", "new-1", "half"), "");
    const first = server();
    await first.start();
    expect(await answer(first.url())).toEqual([{ one: 1 }]);
    expect(existsSync(join(dataDir, "postgres", "new-1"))).toBe(false);
  });

  test("refuses a database whose password is gone, in words", async () => {
    const { dataDir, server } = setup();
    const first = server();
    await first.start();
    await first.stop();
    rmSync(join(dataDir, "postgres-password"));
    await expect(server().start()).rejects.toThrow(/its password file .* is gone/);
  });
});

// Only root can make a folder that Postgres's account cannot enter.
describe.runIf(isRoot)("a data folder that only root can enter", () => {
  test("has its cluster in a place that Postgres's account can enter", async () => {
    const { dataDir, server } = setup();
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    execFileSync("chmod", ["700", dataDir]);
    const first = server();
    await first.start();
    const [row] = (await sql(first.url(), "SHOW data_directory")) as { data_directory: string }[];
    const cluster = join(row?.data_directory ?? "/nowhere", "..");
    cleanups.push(() => rmSync(cluster, { recursive: true, force: true }));
    expect(cluster.startsWith(dataDir)).toBe(false);
    expect(statSync(join(dataDir, "postgres-password")).mode & 0o777).toBe(0o600);
    await first.stop();
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function watchdogs(dataDir: string): number[] {
  const list = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8", maxBuffer: 2 ** 26 });
  return list
    .split(/\n(?=\s*\d+\s)/)
    .filter((entry) => entry.includes("lumenflow-postgres-watchdog") && entry.includes(dataDir))
    .map((entry) => Number.parseInt(entry, 10));
}

function killAll(pids: number[]): void {
  expect(pids).toHaveLength(1);
  for (const pid of pids) process.kill(pid, "SIGKILL");
}
