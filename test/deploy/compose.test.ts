/** Holds docker-compose.yml to the Compose schema, to our own configuration and to what it promises. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Environment, roleNames } from "@lumenflow/runtime";
import { DCLinter } from "dclint";
import { expect, test } from "vitest";
import { root } from "../architecture/source.ts";
import { askedVariables, composePath, readCompose, type Service, seconds } from "./compose-file.ts";

const operator = {
  POSTGRES_PASSWORD: "0123abcd",
  PUBLIC_URL: "https://bots.example.com",
  LUMENFLOW_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
};
const compose = readCompose(operator);
const services = Object.entries(compose.services);
const roles = roleNames.filter((name) => name !== "sandbox");
const jobs = ["migrate", "lumenflow"];
const ours = [...roles, ...jobs];

const service = (name: string): Service => {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`compose has no service ${name}`);
  return found;
};

/** What we read of dclint's answer; its own types do not resolve for Node's modules. */
interface LintResult {
  readonly messages: readonly { rule: string; line: number; message: string }[];
}

/** Parses the service's environment with the program's own config.ts; says which names it read. */
async function configure(program: string, env: Readonly<Record<string, string>>) {
  const path = join(root, "services", program, "src", "config.ts");
  const { readConfig } = (await import(path)) as { readConfig(env: Environment): unknown };
  const asked = new Set<string>();
  const watched = new Proxy<Environment>(env, {
    get(target, name) {
      if (typeof name === "string") asked.add(name);
      return Reflect.get(target, name);
    },
  });
  readConfig(watched);
  return asked;
}

test("the file keeps to the Compose schema and to the linter's rules beyond style", () => {
  const off = Object.fromEntries(
    [
      ...["services-alphabetical-order", "service-keys-order", "top-level-properties-order"],
      ...["service-dependencies-alphabetical-order", "service-ports-alphabetical-order"],
      // Says that a port is open to the world: the proxy's are, and another test says only they are.
      "no-unbound-port-interfaces",
      // One image, built here, that every role names.
      "no-build-and-image",
    ].map((rule) => [rule, 0 as const]),
  );
  const rules = { ...off, "require-quotes-in-ports": [2, { quoteType: "double" }] };
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  const results: readonly LintResult[] = linter.lintFiles([composePath], false);
  const found = results.flatMap(({ messages }) => messages);
  expect(found.map(({ rule, line, message }) => `${line}: ${rule}: ${message}`)).toEqual([]);
});

test("each role has a service of its own, and each program that is named exists", () => {
  expect(services.map(([name]) => name).toSorted()).toEqual(
    [...ours, "caddy", "postgres", "redis"].toSorted(),
  );
  for (const name of ours) {
    const words = [...(service(name).entrypoint ?? []), ...(service(name).command ?? [])];
    const program = words.find((word) => word.endsWith(".ts")) ?? "";
    expect(program).toBe(
      roles.some((role) => role === name)
        ? `services/${name}/src/main.ts`
        : "services/start/src/cli.ts",
    );
    expect(existsSync(join(root, program)), program).toBe(true);
  }
});

test.each(roles)(
  "%s accepts its environment, and gets nothing that it does not read",
  async (role) => {
    const given = service(role).environment ?? {};
    const asked = await configure(role, given);
    expect(Object.keys(given).filter((name) => !asked.has(name))).toEqual([]);
  },
);

test.each(roles)("%s is offered every variable that it reads", async (role) => {
  const asked = await configure(role, service(role).environment ?? {});
  expect([...asked].filter((name) => !(name in (service(role).environment ?? {})))).toEqual([]);
});

test("encryption keys go to the roles that decrypt or sign, and never to the one that faces the world", () => {
  const holders = services
    .filter(([, { environment = {} }]) => "LUMENFLOW_ENCRYPTION_KEYS" in environment)
    .map(([name]) => name);
  expect(holders).toEqual(["dispatcher", "sender", "registrar", "keeper", "console", "lumenflow"]);
});

test("nothing starts without its secrets, and none has a default", () => {
  const { required } = askedVariables();
  expect(required).toEqual(new Set(Object.keys(operator)));
  for (const name of required) {
    expect(() => readCompose({ ...operator, [name]: "" })).toThrow(name);
  }
});

test.each(roles)("%s has 10 s more than its shutdown time before it is killed", (role) => {
  const { environment = {}, stop_grace_period = "10s" } = service(role);
  const shutdown = Number(environment.SHUTDOWN_TIMEOUT_MS) / 1_000;
  expect(seconds(stop_grace_period)).toBeGreaterThanOrEqual(shutdown + 10);
});

test("only the proxy publishes ports, and beyond loopback only those of the web", () => {
  const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
  expect(published).toEqual([
    ["caddy", "80:80"],
    ["caddy", "443:443"],
    ["caddy", "443:443/udp"],
    ["caddy", "127.0.0.1:8080:8080"],
  ]);
});

test("who neither calls Telegram or endpoints nor fetches files has no way out, and the proxy no way to the data", () => {
  const outside = services.filter(([, { networks = [] }]) => networks.includes("outside"));
  expect(outside.map(([name]) => name)).toEqual([
    ...["caddy", "ingress", "dispatcher", "sender", "registrar", "console", "lumenflow"],
  ]);
  expect(service("caddy").networks).not.toContain("data");
  expect(compose.networks.front?.internal).toBe(true);
  expect(compose.networks.data?.internal).toBe(true);
});

test("everything that stays up is checked, comes back, and keeps its log small", () => {
  for (const [name, { healthcheck, restart, logging }] of services) {
    if (!jobs.includes(name)) {
      expect(healthcheck?.test, name).not.toHaveLength(0);
      expect(restart, name).toBe("unless-stopped");
    }
    expect(logging?.options, name).toHaveProperty("max-size");
  }
});

test("roles wait for the migrations, and all of ours run from a read-only root", () => {
  for (const role of roles) {
    expect(service(role).depends_on).toMatchObject({
      postgres: { condition: "service_healthy" },
      redis: { condition: "service_healthy" },
      migrate: { condition: "service_completed_successfully" },
    });
  }
  for (const name of [...ours, "caddy", "redis", "postgres"]) {
    expect(service(name).read_only, name).toBe(true);
  }
});

test("Redis forgets nothing that was acknowledged", () => {
  const command = (service("redis").command ?? []).join(" ");
  expect(command).toContain("--appendonly yes --appendfsync always");
  expect(command).toContain("--maxmemory-policy noeviction");
  expect(service("redis").volumes).toEqual(["redis-data:/data"]);
});

test("Postgres has room for every replica's connections", () => {
  const perProcess = 12;
  const kept = 3; // reserved for superusers
  const processes = roles.reduce((sum, role) => sum + (service(role).deploy?.replicas ?? 1), 0);
  const setting = service("postgres").command?.find((word) => word.startsWith("max_connections="));
  const room = Number(setting?.split("=")[1]) - kept;
  expect((processes + jobs.length) * perProcess).toBeLessThanOrEqual(room);
});

test("every image is pinned to a version", () => {
  for (const [name, { image }] of services) {
    expect(image, name).toMatch(/:(\d+\.\d+\S*|local)$/);
  }
});
