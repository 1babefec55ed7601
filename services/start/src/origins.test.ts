import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { originsOf } from "./origins.ts";

const keys = `k1:${Buffer.alloc(32).toString("base64")}`;
const origins = (env: Record<string, string>) =>
  originsOf(readConfig({ LUMENFLOW_ENCRYPTION_KEYS: keys, ...env }), () => 3000);

test("without PUBLIC_URL the sandbox's bots are reached on loopback, real ones are polled", () => {
  const { webhook, roots, local } = origins({});
  expect(local()).toBe("http://127.0.0.1:3000");
  expect(webhook({ sandbox: true })).toBe("http://127.0.0.1:3000");
  expect(webhook({ sandbox: false })).toBeNull();
  expect(roots()).toEqual({
    apiRoot: "https://api.telegram.org",
    sandboxRoot: "http://127.0.0.1:3000/sandbox",
  });
});

test("with PUBLIC_URL real bots are reached there, and no sandbox runs unless it is named", () => {
  const { webhook, roots, own } = origins({ PUBLIC_URL: "https://bots.example.com" });
  expect(webhook({ sandbox: false })).toBe("https://bots.example.com");
  expect(roots().sandboxRoot).toBeUndefined();
  expect(own()).toContain("https://bots.example.com");
  const named = origins({
    PUBLIC_URL: "https://bots.example.com",
    DATABASE_URL: "postgresql://db/x",
    LUMENFLOW_ROLES: "ingress,registrar,sandbox",
  });
  expect(named.webhook({ sandbox: true })).toBe("http://127.0.0.1:3000");
  expect(named.webhook({ sandbox: false })).toBe("https://bots.example.com");
});

test("people are led to the console where it is said to be, or where this process answers", () => {
  expect(origins({}).console()).toBe("http://127.0.0.1:3000");
  expect(origins({ PUBLIC_URL: "https://bots.example.com" }).console()).toBe(
    "https://bots.example.com",
  );
  const apart = { DATABASE_URL: "postgresql://db/x", LUMENFLOW_ROLES: "keeper" };
  expect(origins(apart).console()).toBeUndefined();
  const said = { ...apart, LUMENFLOW_CONSOLE_URL: "https://console.example.com" };
  expect(origins(said).console()).toBe("https://console.example.com");
});

test("another installation's sandbox on this machine reaches our loopback, if ingress runs here", () => {
  const env = {
    TELEGRAM_API_ROOT: "http://127.0.0.1:8081/sandbox",
    DATABASE_URL: "postgresql://db/x",
    LUMENFLOW_ROLES: "ingress,registrar",
  };
  expect(origins(env).webhook({ sandbox: true })).toBe("http://127.0.0.1:3000");
  expect(origins(env).webhook({ sandbox: false })).toBeNull();
  const apart = origins({ ...env, LUMENFLOW_ROLES: "registrar" });
  expect(apart.webhook({ sandbox: true })).toBeNull();
  const elsewhere = origins({ ...env, TELEGRAM_API_ROOT: "https://telegram.example.com" });
  expect(elsewhere.webhook({ sandbox: true })).toBeNull();
});

test("an address to listen on everywhere is no address to call", () => {
  expect(origins({ HOST: "0.0.0.0" }).local()).toBe("http://127.0.0.1:3000");
  expect(origins({ HOST: "::" }).local()).toBe("http://[::1]:3000");
  expect(origins({ HOST: "::1" }).local()).toBe("http://[::1]:3000");
});
