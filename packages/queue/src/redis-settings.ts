/** Judges a Redis server's version and settings: may our jobs live there? */
import type { CheckResult } from "@lumenflow/runtime";

const oldest = [6, 2] as const;

/** `info` is INFO's answer, `appendfsync` the setting, or undefined where the server hides it. */
export function judgeRedis(info: string, appendfsync: string | undefined): CheckResult {
  const fields = new Map(
    info.split(/\r?\n/).map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1)] as const;
    }),
  );
  const version = fields.get("redis_version") ?? "0";
  if (isOlder(version)) {
    return { ok: false, detail: `Redis ${version} is too old: 6.2 or newer is needed` };
  }
  const warnings: string[] = [];
  const policy = fields.get("maxmemory_policy") ?? "unknown";
  if (policy !== "noeviction") {
    warnings.push(`maxmemory-policy is ${policy}: set it to noeviction, or jobs may vanish`);
  }
  if (fields.get("aof_enabled") !== "1") {
    warnings.push("appendonly is off: acknowledged updates are lost when Redis stops");
  } else if (appendfsync !== "always") {
    const found = appendfsync ?? "hidden by the server";
    warnings.push(
      `appendfsync is ${found}: set it to always, or a crash may lose acknowledged updates`,
    );
  }
  return { ok: true, detail: `Redis ${version}`, warnings };
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
}
