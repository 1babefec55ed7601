/** Which Redis our jobs may live in. */
import { describe, expect, test } from "vitest";
import { judgeRedis } from "./redis-settings.ts";

function info(version: string, policy = "noeviction", aof = "1"): string {
  return `# Server\r\nredis_version:${version}\r\n# Memory\r\nmaxmemory_policy:${policy}\r\naof_enabled:${aof}\r\n`;
}

describe("judgeRedis", () => {
  test("has nothing to say about a durable server that never evicts", () => {
    expect(judgeRedis(info("7.0.15"), "always")).toEqual({
      ok: true,
      detail: "Redis 7.0.15",
      warnings: [],
    });
  });

  test.each(["6.0.16", "5.0.7", "6.1.240"])("refuses %s", (version) => {
    expect(judgeRedis(info(version), "always")).toMatchObject({ ok: false });
  });

  test.each(["6.2.0", "7.2.4", "8.0.1", "10.0.0"])("accepts %s", (version) => {
    expect(judgeRedis(info(version), "always")).toMatchObject({ ok: true });
  });

  test.each([
    ["an eviction policy", info("7.0.0", "allkeys-lru"), "always", /allkeys-lru/],
    ["no append-only file", info("7.0.0", "noeviction", "0"), "always", /appendonly is off/],
    ["a sync once a second", info("7.0.0"), "everysec", /everysec/],
    ["a hidden setting", info("7.0.0"), undefined, /hidden/],
  ])("warns about %s", (_what, text, appendfsync, warning) => {
    const result = judgeRedis(text, appendfsync);
    expect(result).toMatchObject({ ok: true, warnings: [expect.stringMatching(warning)] });
  });
});
