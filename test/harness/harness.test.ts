import { existsSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  createDatabase,
  describeBackends,
  describeWith,
  eventually,
  freshRedis,
  sql,
  start,
  startService,
} from "./index.ts";

const isAlive = (pid: number) => existsSync(`/proc/${pid}/stat`) || signalReaches(pid);

function signalReaches(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function redis(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${command}\r\n`));
    socket.on("error", reject);
    socket.on("data", (data) => {
      socket.destroy();
      resolve(data.toString().trim());
    });
  });
}

describe("databases", () => {
  test("are migrated, empty and apart from each other", async () => {
    const [one, two] = await Promise.all([createDatabase(), createDatabase()]);
    await sql(one, "CREATE TABLE mine (id int)");
    expect(await sql(two, "SELECT to_regclass('mine') AS found")).toEqual([{ found: null }]);
    expect(await sql(two, "SELECT count(*)::int AS n FROM workspaces")).toEqual([{ n: 0 }]);
  });
});

describeBackends("a suite on both backends", ({ kind, prepare }) => {
  test("is told which one it runs on", async () => {
    const { backend, databaseUrl } = await prepare();
    expect(backend.kind).toBe(kind);
    expect(databaseUrl).toContain("127.0.0.1");
  });
});

describeWith("redis", "a Redis of one's own", () => {
  test("keeps what was written when it is killed", async () => {
    const server = await freshRedis();
    try {
      expect(await redis(server.port, "SET a 1")).toBe("+OK");
      await server.kill();
      await expect(redis(server.port, "GET a")).rejects.toThrow();
      await server.restart();
      expect(await redis(server.port, "GET a")).toContain("1");
      expect(await redis(server.port, "CONFIG GET maxmemory-policy")).toContain("noeviction");
    } finally {
      await server.stop();
    }
  });
});

describe("child processes", () => {
  test("are waited for by what they say, stopped, and killed", async () => {
    const sleeper = start(process.execPath, [
      "-e",
      "console.log('up'); setInterval(() => {}, 1e3)",
    ]);
    await sleeper.says(/up/);
    expect(await sleeper.stop()).toBe("SIGTERM");
    const other = start("/bin/sh", ["-c", "echo bye; exit 3"]);
    expect(await other.ended).toBe(3);
    await expect(other.says(/never/)).rejects.toThrow(/ended with 3/);
  });

  test("go with a test process that is killed", async () => {
    const entry = fileURLToPath(new URL("fixtures/parent.ts", import.meta.url));
    const parent = startService(entry);
    const pid = Number((await parent.says(/child (\d+)/))[1]);
    expect(isAlive(pid)).toBe(true);
    await parent.kill();
    await eventually(() => !signalReaches(pid) || isZombie(pid));
  });
});

// Where process 1 reaps nothing, an orphan that has ended stays listed.
async function isZombie(pid: number): Promise<boolean> {
  const ps = start("ps", ["-o", "stat=", "-p", String(pid)]);
  await ps.ended;
  return ps.output().trim().startsWith("Z");
}

describe("eventually", () => {
  test("returns what the condition gives once it is true", async () => {
    let asked = 0;
    expect(await eventually(() => (++asked > 3 ? asked : undefined))).toBe(4);
  });

  test("fails with the last error when the time is up", async () => {
    const failing = () => expect(1).toBe(2);
    await expect(eventually(failing, { timeoutMs: 50 })).rejects.toThrow(/still after 50 ms/);
  });
});
