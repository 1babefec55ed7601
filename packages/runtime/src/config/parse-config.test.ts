import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "./parse-config.ts";
import { variables } from "./variables.ts";

const key = Buffer.alloc(32, 7).toString("base64");

function faultsOf(work: () => unknown): ConfigError {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("nothing was wrong");
}

test("gives every variable its default", () => {
  const values = parseConfig(variables, {});
  expect(values).toMatchObject({
    PORT: 3000,
    HOST: "127.0.0.1",
    TELEGRAM_API_ROOT: "https://api.telegram.org",
    LUMENFLOW_TELEGRAM_TIMEOUT_MS: 20_000,
    SHUTDOWN_TIMEOUT_MS: 25_000,
    LOG_LEVEL: "info",
    LUMENFLOW_INGRESS_LIMITS: {
      connection: { points: 1000, windowMs: 1000 },
      workspace: { points: 5000, windowMs: 1000 },
      unknown: { points: 60, windowMs: 60_000 },
    },
  });
  expect(values.DATABASE_URL).toBeUndefined();
  expect(values.LUMENFLOW_DATA_DIR).toContain("lumenflow-telegram");
});

test("parses typed values", () => {
  const values = parseConfig(variables, {
    DATABASE_URL: "postgresql://u:p@db/x",
    LUMENFLOW_ENCRYPTION_KEYS: `k2:${key},k1:${key}`,
    LUMENFLOW_ROLES: "ingress, sender",
    LUMENFLOW_INGRESS_LIMITS: "connection=10/500ms",
    LUMENFLOW_TRUST_PROXY: "loopback,10.0.0.0/8",
    PUBLIC_URL: "https://bots.example.com/",
    TELEGRAM_API_ROOT: "http://127.0.0.1:3000/sandbox/",
  });
  expect(values.LUMENFLOW_ENCRYPTION_KEYS).toEqual([
    { id: "k2", key: Buffer.alloc(32, 7) },
    { id: "k1", key: Buffer.alloc(32, 7) },
  ]);
  expect(values.LUMENFLOW_ROLES).toEqual(["ingress", "sender"]);
  expect(values.LUMENFLOW_INGRESS_LIMITS).toMatchObject({
    connection: { points: 10, windowMs: 500 },
    unknown: { points: 60 },
  });
  expect(values.LUMENFLOW_TRUST_PROXY).toEqual(["loopback", "10.0.0.0/8"]);
  expect(values.PUBLIC_URL).toBe("https://bots.example.com");
  expect(values.TELEGRAM_API_ROOT).toBe("http://127.0.0.1:3000/sandbox");
});

test("reads off limits, hop counts, and an empty value as absent", () => {
  const values = parseConfig(variables, {
    LUMENFLOW_INGRESS_LIMITS: "off",
    LUMENFLOW_TRUST_PROXY: "1",
    REDIS_URL: "",
    PORT: "",
  });
  expect(values.LUMENFLOW_INGRESS_LIMITS).toBe(false);
  expect(values.LUMENFLOW_TRUST_PROXY).toBe(1);
  expect(values.REDIS_URL).toBeUndefined();
  expect(values.PORT).toBe(3000);
});

test("reports every fault at once, each with its name and a remedy, never a value", () => {
  const error = faultsOf(() =>
    parseConfig(
      { ...variables, DATABASE_URL: variables.DATABASE_URL.unwrap() },
      {
        PORT: "eighty",
        REDIS_URL: "http://cache",
        LUMENFLOW_ENCRYPTION_KEYS: "k1:dG9vLXNob3J0",
        LUMENFLOW_API_KEY: "sk-wrong",
        LUMENFLOW_ROLE: "ingress",
        LOG_LEVEL: "loud",
        PUBLIC_URL: "https://a.example/path",
      },
    ),
  );
  expect(error.faults.map((fault) => fault.name).sort()).toEqual([
    "DATABASE_URL",
    "LOG_LEVEL",
    "LUMENFLOW_API_KEY",
    "LUMENFLOW_ENCRYPTION_KEYS",
    "LUMENFLOW_ROLE",
    "PORT",
    "PUBLIC_URL",
    "REDIS_URL",
  ]);
  for (const fault of error.faults) expect(fault.remedy).not.toBe("");
  expect(error.message).toContain(
    "LUMENFLOW_ROLE is not a variable that exists: did you mean LUMENFLOW_ROLES?",
  );
  expect(error.message).toContain("DATABASE_URL is not set: give it as postgresql://");
  expect(error.message).not.toContain("dG9vLXNob3J0");
  expect(error.message).not.toContain("sk-wrong");
});

test("refuses unknown LUMENFLOW_ names only, and offers nothing where nothing is close", () => {
  const error = faultsOf(() => parseConfig({}, { LUMENFLOW_XYZZY: "1", OTHER: "x" }));
  expect(error.faults).toEqual([
    { name: "LUMENFLOW_XYZZY", problem: "is not a variable that exists", remedy: "remove it" },
  ]);
});

test("keeps Telegram's time-out three seconds below the shutdown time", () => {
  const { LUMENFLOW_TELEGRAM_TIMEOUT_MS } = variables;
  const shape = { LUMENFLOW_TELEGRAM_TIMEOUT_MS };
  const error = faultsOf(() => parseConfig(shape, { SHUTDOWN_TIMEOUT_MS: "22999" }));
  expect(error.message).toContain("lower it to 19999");
  expect(() => parseConfig(shape, { SHUTDOWN_TIMEOUT_MS: "23000" })).not.toThrow();
});

test("asks for DATABASE_URL where a process runs a subset of the roles", () => {
  const { LUMENFLOW_ROLES } = variables;
  const shape = { LUMENFLOW_ROLES };
  expect(() => parseConfig(shape, { LUMENFLOW_ROLES: "ingress" })).toThrow(/DATABASE_URL/);
  const all = "ingress,dispatcher,sender,registrar,keeper,console";
  expect(() => parseConfig(shape, { LUMENFLOW_ROLES: all })).not.toThrow();
  expect(() =>
    parseConfig(shape, { LUMENFLOW_ROLES: "ingress", DATABASE_URL: "postgresql://db/x" }),
  ).not.toThrow();
});

test("applies a service's own rules once the values are right", () => {
  const rule = ({ PORT }: { PORT: number }) =>
    PORT === 1 ? { name: "PORT", problem: "is one", remedy: "choose another" } : undefined;
  expect(() => parseConfig({ PORT: variables.PORT }, { PORT: "1" }, [rule])).toThrow(
    /PORT is one: choose another/,
  );
});

test("a chosen API key is no longer than one that is let in", () => {
  const shape = { LUMENFLOW_API_KEY: variables.LUMENFLOW_API_KEY };
  const longest = `lf_${"a".repeat(200)}`;
  expect(parseConfig(shape, { LUMENFLOW_API_KEY: longest }).LUMENFLOW_API_KEY).toBe(longest);
  expect(() => parseConfig(shape, { LUMENFLOW_API_KEY: `${longest}a` })).toThrow("200");
});
