import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  createDatabase,
  eventually,
  freePort,
  scratchFolder,
  sql,
  startService,
} from "../harness/index.ts";

const main = join(import.meta.dirname, "../../services/start/src/main.ts");

function launch(env: Record<string, string>) {
  const running = startService(main, { env });
  onTestFinished(() => running.kill());
  return running;
}

test("the first start with nothing given shows how to get in, once, and keeps its key to itself", async () => {
  const dataDir = scratchFolder("start");
  const port = String(await freePort());
  const env = { LUMENFLOW_DATA_DIR: dataDir, PORT: port };
  const first = launch(env);
  await first.says(/LumenFlow Telegram is running/);
  const origin = `http://127.0.0.1:${port}`;
  const [, email, password] = await first.says(/Sign in +(\S+) +(\S+)/);
  const [, key = ""] = await first.says(/API key +(lf_\S+)/);
  await first.says(/Console +http:\/\/127\.0\.0\.1:\d+/);
  await first.says(/Sandbox +\S+\/sandbox/);

  const me = await fetch(`${origin}/api/v1/me`, { headers: { authorization: `Bearer ${key}` } });
  expect(await me.json()).toMatchObject({
    mayDecideOwn: true,
    workspace: { name: "My workspace" },
  });
  const signIn = await fetch(`${origin}/api/v1/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ email, password }),
  });
  expect(signIn.status).toBe(200);
  const keyFile = join(dataDir, "encryption-keys");
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  const [, secret = ""] = readFileSync(keyFile, "utf8").trim().split(":");
  expect(first.output()).not.toContain(secret);

  // Postgres is killed, and started again; whatever needs it goes on: queues, updates, the API.
  const call = async (path: string, body?: unknown) => {
    const answer = await fetch(`${origin}${path}`, {
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    });
    return (await answer.json()) as Record<string, never>;
  };
  const bot = await call("/sandbox/control/bots", { name: "Cat", username: "cat_bot" });
  const { id } = await call("/api/v1/connections", { botToken: bot.token });
  const pidFile = join(dataDir, "postgres", "data", "postmaster.pid");
  process.kill(Number(readFileSync(pidFile, "utf8").split("\n", 1)[0]), "SIGKILL");
  await first.says(/the embedded Postgres runs again/);
  await call("/sandbox/control/messages", { botId: bot.id, text: "hello" });
  await eventually(
    async () => {
      const { data } = await call(`/api/v1/updates?connectionId=${id}`);
      return (data as unknown[] | undefined)?.length === 1;
    },
    { timeoutMs: 30_000 },
  );
  expect((await fetch(`${origin}/readyz`)).status).toBe(200);
  expect(await first.stop()).toBe(0);

  const second = launch(env);
  await second.says(/LumenFlow Telegram is running/);
  expect(second.output()).not.toMatch(/API key|Sign in|lf_/);
  const again = await fetch(`${origin}/api/v1/me`, { headers: { authorization: `Bearer ${key}` } });
  expect(again.status).toBe(200);
  expect(await second.stop("SIGINT")).toBe(0);
}, 60_000);

test("what was given is never printed", async () => {
  const given = {
    LUMENFLOW_OWNER_EMAIL: "boss@example.org",
    LUMENFLOW_OWNER_PASSWORD: "a password that was given",
    LUMENFLOW_API_KEY: "lf_given_given_given_given",
    LUMENFLOW_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 5).toString("base64")}`,
  };
  const running = launch({
    ...given,
    DATABASE_URL: await createDatabase(),
    PORT: String(await freePort()),
    LUMENFLOW_DATA_DIR: scratchFolder("start"),
  });
  await running.says(/LumenFlow Telegram is running/);
  expect(running.output()).toContain("boss@example.org");
  expect(running.output()).not.toContain(given.LUMENFLOW_OWNER_PASSWORD);
  expect(running.output()).not.toContain(given.LUMENFLOW_API_KEY);
  expect(running.output()).not.toContain(given.LUMENFLOW_ENCRYPTION_KEYS);
});

test("every fault of the configuration is listed at once, without a stack", async () => {
  const running = launch({
    DATABASE_URL: "mysql://nowhere",
    PORT: "no",
    LUMENFLOW_ROLE: "ingress",
  });
  expect(await running.ended).toBe(1);
  const said = running.output();
  for (const name of ["DATABASE_URL", "PORT", "LUMENFLOW_ROLE"]) expect(said).toContain(name);
  expect(said).not.toContain("    at ");
});

test("a database of one's own requires encryption keys, and a wrong key is a fault that names it", async () => {
  const DATABASE_URL = await createDatabase();
  const env = {
    DATABASE_URL,
    PORT: String(await freePort()),
    LUMENFLOW_DATA_DIR: scratchFolder("start"),
  };
  const without = launch(env);
  expect(await without.ended).toBe(1);
  expect(without.output()).toContain("LUMENFLOW_ENCRYPTION_KEYS is not set");

  const keyed = (fill: number) => ({
    ...env,
    LUMENFLOW_ENCRYPTION_KEYS: `main:${Buffer.alloc(32, fill).toString("base64")}`,
  });
  const right = launch(keyed(1));
  await right.says(/LumenFlow Telegram is running/);
  await right.stop();
  const wrong = launch(keyed(2));
  expect(await wrong.ended).toBe(1);
  expect(wrong.output()).toContain('The encryption key \\"main\\" is not the one');
});

test("a role alone needs no keys and answers for itself", async () => {
  const port = String(await freePort());
  const running = launch({
    DATABASE_URL: await createDatabase(),
    PORT: port,
    LUMENFLOW_ROLES: "ingress",
    LUMENFLOW_DATA_DIR: scratchFolder("start"),
  });
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, {
    timeoutMs: 20_000,
  });
  expect((await fetch(`http://127.0.0.1:${port}/api/v1/me`)).status).toBe(404);
  expect(await running.stop()).toBe(0);
});

test("a port that is taken says so, and the access that was just made is shown all the same", async () => {
  const url = await createDatabase();
  const port = String(await freePort());
  const env = {
    DATABASE_URL: url,
    PORT: port,
    LUMENFLOW_DATA_DIR: scratchFolder("start"),
    LUMENFLOW_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 5).toString("base64")}`,
  };
  const holder = launch({ ...env, LUMENFLOW_ROLES: "dispatcher" });
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/livez`)).ok, {
    timeoutMs: 20_000,
  });
  const late = launch(env);
  expect(await late.ended).toBe(1);
  expect(late.output()).toContain(`port ${port} on 127.0.0.1 is taken`);
  expect(late.output()).toMatch(/API key +lf_/);
  expect(await sql(url, "SELECT 1 FROM workspaces")).toHaveLength(1);
  await holder.stop();
});
