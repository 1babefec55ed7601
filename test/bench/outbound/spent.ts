/** What each process of a sending house has spent so far, Postgres's time by whom it worked for. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { sql } from "../../harness/index.ts";
import { cpuMs, pidOfRedis } from "../machine.ts";
import type { SendingHouse } from "./house.ts";

/** By name: milliseconds of a core (`ms …`), or how many. */
export type Spent = ReadonlyMap<string, number>;

export async function spentBy(house: SendingHouse, sandboxPid: number): Promise<Spent> {
  const spent = new Map<string, number>();
  const add = (name: string, value: number) => spent.set(name, (spent.get(name) ?? 0) + value);
  const roles = new Map([
    [process.pid, "asking"],
    [house.keeper.pid, "keeper"],
    ...house.senders.map(({ pid }) => [pid, "senders"] as const),
  ]);
  for (const [pid, role] of roles) add(`ms ${role}`, cpuMs(pid));
  add("ms sandbox", cpuMs(sandboxPid));
  if (house.redisUrl !== undefined) add("ms redis", cpuMs(await pidOfRedis(house.redisUrl)));
  const roleOf = rolesByPort(roles);
  const backends = (await sql(
    house.databaseUrl,
    "SELECT pid, client_port AS port, backend_type AS kind FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
  )) as { pid: number; port: number | null; kind: string }[];
  for (const { pid, port, kind } of backends) {
    const whose = kind === "client backend" ? (roleOf.get(port ?? 0) ?? "others") : "itself";
    add(`ms postgres for ${whose}`, cpuMs(pid));
  }
  const [counted] = (await sql(
    house.databaseUrl,
    `SELECT d.xact_commit::float8 AS commits, w.wal_records::float8 AS "log records",
       w.wal_bytes::float8 AS "log bytes",
       (SELECT sum(fsyncs)::float8 FROM pg_stat_io WHERE object = 'wal') AS "log syncs"
     FROM pg_stat_wal w, pg_stat_database d WHERE d.datname = current_database()`,
  )) as Record<string, number>[];
  for (const [name, value] of Object.entries(counted ?? {})) add(name, value);
  return spent;
}

/** By local port: whose socket it is. Empty where there is no /proc. */
function rolesByPort(roles: ReadonlyMap<number, string>): Map<number, string> {
  const found = new Map<number, string>();
  try {
    const ports = portsBySocket();
    for (const [pid, role] of roles) {
      for (const file of readdirSync(`/proc/${pid}/fd`)) {
        const port = ports.get(targetOf(`/proc/${pid}/fd/${file}`));
        if (port !== undefined) found.set(port, role);
      }
    }
  } catch {
    // Then all of Postgres's time is for others.
  }
  return found;
}

function portsBySocket(): Map<string, number> {
  const lines = readFileSync("/proc/net/tcp", "utf8").trim().split("\n").slice(1);
  return new Map(
    lines.map((line) => {
      const fields = line.trim().split(/\s+/);
      return [`socket:[${fields[9]}]`, Number.parseInt(fields[1]?.split(":")[1] ?? "0", 16)];
    }),
  );
}

/** A file may be closed while we look. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}
