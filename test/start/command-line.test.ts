import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createDatabase as openDatabase } from "@lumenflow/db";
import { createKeyring, createLogger, parseConfig, variables } from "@lumenflow/runtime";
import { expect, onTestFinished, test } from "vitest";
import { startTelegram } from "../e2e/setup/telegram.ts";
import {
  bareConnection,
  createDatabase,
  scratchFolder,
  sql,
  startService,
} from "../harness/index.ts";

const cli = join(import.meta.dirname, "../../services/start/src/cli.ts");

function parseKeys(given: string | undefined) {
  const shape = { LUMENFLOW_ENCRYPTION_KEYS: variables.LUMENFLOW_ENCRYPTION_KEYS.unwrap() };
  return parseConfig(shape, { LUMENFLOW_ENCRYPTION_KEYS: given }).LUMENFLOW_ENCRYPTION_KEYS;
}

async function setup() {
  const telegram = await startTelegram();
  onTestFinished(() => telegram.stop());
  const url = await createDatabase();
  const env: Record<string, string> = {
    DATABASE_URL: url,
    LUMENFLOW_DATA_DIR: scratchFolder("cli"),
    LUMENFLOW_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    TELEGRAM_API_ROOT: telegram.apiRoot,
  };
  return {
    url,
    env,
    async lumenflow(args: string, change: Record<string, string> = {}) {
      const running = startService(cli, { args: args.split(" "), env: { ...env, ...change } });
      onTestFinished(() => running.kill());
      return { code: await running.ended, said: running.output() };
    },
  };
}

test("the first key of an empty installation comes with a workspace and its owner", async () => {
  const { lumenflow, url } = await setup();
  const first = await lumenflow("keys create --name Sidekick");
  expect(first).toMatchObject({
    code: 0,
    said: expect.stringMatching(/Sign in[\s\S]+API key +lf_/),
  });

  const second = await lumenflow(
    "keys create --name Sidekick --scopes messages:send,messages:read",
  );
  const [, key = ""] = /^(lf_[\w-]{43})$/m.exec(second.said) ?? [];
  const [, id = ""] = /key (key_\w+)/.exec(second.said) ?? [];
  expect(key).not.toBe("");
  // Whoever asks does not decide: only the first key may, for try-outs.
  const deciding = await lumenflow("keys create --name x --scopes messages:send,approvals:self");
  expect(deciding).toMatchObject({ code: 2, said: expect.stringContaining("first start") });
  // Where there is a workspace, a key is somebody's: it has a name.
  const nameless = await lumenflow("keys create");
  expect(nameless).toMatchObject({
    code: 2,
    said: expect.stringMatching(/--name is missing: .+\n\nUsage: [\s\S]+keys create --name <name>/),
  });
  const listed = await lumenflow("keys list");
  expect(listed.said).toContain("messages:send,messages:read");
  expect(listed.said).not.toContain(key);

  expect(await lumenflow(`keys revoke ${id}`)).toMatchObject({ code: 0 });
  expect((await lumenflow("keys list")).said).not.toContain(id);
  expect(await lumenflow(`keys revoke ${id}`)).toMatchObject({ code: 1 });
  const noted = await sql(url, "SELECT action FROM audit_entries WHERE subject_id = $1", [id]);
  expect(noted).toEqual([{ action: "key.created" }, { action: "key.revoked" }]);
});

test("people are let in and helped from the machine itself, where no owner can", async () => {
  const { lumenflow, url } = await setup();
  await lumenflow("keys create", { LUMENFLOW_OWNER_EMAIL: "owner@example.com" });
  const invited = await lumenflow("people invite Ada@example.com --role owner");
  expect(invited).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^\/invitation#lfi_\S+$/m),
  });
  expect(await sql(url, "SELECT email, role, invited_by FROM invitations")).toEqual([
    { email: "ada@example.com", role: "owner", invited_by: "system" },
  ]);
  expect((await lumenflow("people list")).said).toMatch(/owner@example\.com +owner +owner +no/);
  await sql(
    url,
    `INSERT INTO two_factors (id, user_id, secret, backup_codes) SELECT 'fac_1', id, 'x', 'x' FROM users`,
  );
  expect((await lumenflow("people reset-second-factor owner@example.com")).code).toBe(0);
  const [before] = await sql(url, "SELECT password FROM accounts");
  const renewed = await lumenflow("people reset-password owner@example.com");
  expect(renewed).toMatchObject({ code: 0, said: expect.stringMatching(/^[\w-]{16}$/m) });
  expect(await sql(url, "SELECT password FROM accounts")).not.toEqual([before]);
  expect(
    await sql(url, "SELECT action FROM audit_entries WHERE action LIKE 'member.%' ORDER BY id"),
  ).toEqual([{ action: "member.second_factor_reset" }, { action: "member.password_reset" }]);
});

test("everything is sealed anew with the first encryption key, and the old one may go", async () => {
  const { lumenflow, url, env } = await setup();
  await lumenflow("keys create");
  const [workspace] = (await sql(url, "SELECT id FROM workspaces")) as { id: string }[];
  const workspaceId = String(workspace?.id);
  const oldKeys = parseKeys(env.LUMENFLOW_ENCRYPTION_KEYS);
  const keyring = createKeyring(oldKeys);
  const logger = createLogger({ name: "test", level: "silent" });
  const database = openDatabase({ url, logger, poolSize: 2 });
  await database.start();
  onTestFinished(() => database.stop());
  const bot = { id: "42", username: "cat_bot", name: "Cat" };
  const bare = bareConnection({ workspaceId, bot });
  const { id } = bare;
  await database.connections.add({
    ...bare,
    sealedToken: keyring.seal("42:token", id),
    sealedSecret: keyring.seal("webhook secret", id),
  });
  await sql(
    url,
    `INSERT INTO endpoints (id, workspace_id, url, events, secret, created_by)
     VALUES ('end_1', $1, 'https://example.com', '{}', $2, 'system')`,
    [workspaceId, keyring.seal("endpoint secret", "end_1")],
  );

  const next = `k2:${randomBytes(32).toString("base64")}`;
  const alone = await lumenflow("keys rotate-encryption", { LUMENFLOW_ENCRYPTION_KEYS: next });
  expect(alone).toMatchObject({ code: 1, said: expect.stringContaining(`bot tokens: ${id}`) });
  const both = { LUMENFLOW_ENCRYPTION_KEYS: `${next},${env.LUMENFLOW_ENCRYPTION_KEYS}` };
  const rotated = await lumenflow("keys rotate-encryption", both);
  expect(rotated).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^3 values[\s\S]+ with k1 any more/m),
  });
  expect(await lumenflow("keys rotate-encryption", both)).toMatchObject({
    code: 0,
    said: expect.stringContaining("0 values"),
  });

  const after = createKeyring(parseKeys(next));
  const [stored] = (await sql(
    url,
    `SELECT c.bot_token AS token, c.webhook_secret AS hook, e.secret AS told
     FROM credentials c, endpoints e`,
  )) as { token: string; hook: string; told: string }[];
  expect(after.open(String(stored?.token), id)).toBe("42:token");
  expect(after.open(String(stored?.hook), id)).toBe("webhook secret");
  expect(after.open(String(stored?.told), "end_1")).toBe("endpoint secret");
  expect(
    await sql(url, "SELECT 1 FROM audit_entries WHERE action = 'installation.encryption_rotated'"),
  ).toHaveLength(2);
  const checked = await lumenflow("doctor", { LUMENFLOW_ENCRYPTION_KEYS: next });
  expect(checked.said).toContain("key k2 opens what it sealed");
  expect(checked.said).not.toContain("k1");
});

test("wrong words are answered with how it is written, and nothing is made", async () => {
  const { lumenflow, url } = await setup();
  const unknown = await lumenflow("keys make");
  expect(unknown).toMatchObject({
    code: 2,
    said: expect.stringMatching(/There is no command "keys make"[\s\S]+Usage/),
  });
  const flag = await lumenflow("keys create --forever");
  expect(flag).toMatchObject({
    code: 2,
    said: expect.stringMatching(/no option --forever here[\s\S]+\n {2}keys create --name <name>/),
  });
  expect(flag.said).not.toMatch(/ {4}at |keys list/);
  expect(await sql(url, "SELECT 1 FROM api_keys")).toEqual([]);
  expect(await lumenflow("keys create --help")).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Usage: .+\n\n {2}keys create --name <name>/),
  });
  // What is written well, and names nothing, is another matter.
  expect(await lumenflow("keys list --workspace ws_none")).toMatchObject({
    code: 1,
    said: "There is no workspace ws_none.\n",
  });
});

test("migrate applies what is pending, and says so", async () => {
  const { lumenflow, url } = await setup();
  expect(await lumenflow("migrate")).toMatchObject({
    code: 0,
    said: expect.stringContaining("nothing to apply"),
  });
  const empty = new URL(url);
  await sql(url, "CREATE DATABASE unmigrated");
  empty.pathname = "/unmigrated";
  const change = { DATABASE_URL: empty.toString() };
  const early = await lumenflow("keys list", change);
  expect(early).toMatchObject({ code: 1, said: expect.stringContaining("pnpm lumenflow migrate") });
  const doctor = await lumenflow("doctor", change);
  expect(doctor).toMatchObject({
    code: 1,
    said: expect.stringContaining("migrations are pending"),
  });
  expect(await lumenflow("migrate", change)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/applied \d+_init/),
  });
  await sql(url, "DROP DATABASE unmigrated WITH (FORCE)");
});

test("shows over how many partitions updates are spread, and refuses a change that is none", async () => {
  const { lumenflow } = await setup();
  const shown = await lumenflow("partitions show");
  expect(shown).toMatchObject({ code: 0, said: expect.stringMatching(/1 +8 +open +0 +0/) });
  expect(await lumenflow("partitions set 8")).toMatchObject({
    code: 1,
    said: expect.stringContaining("8 partitions already"),
  });
  expect((await lumenflow("partitions show")).said).toBe(shown.said);
});

test("the doctor finds a sound installation sound, and reminds of the backup", async () => {
  const { lumenflow, env } = await setup();
  const { code, said } = await lumenflow("doctor");
  expect(said).toContain("✓ Postgres: version 18");
  expect(said).toContain("✓ schema");
  expect(said).toContain("✓ encryption: key k1");
  expect(said).toContain("✓ Telegram");
  expect(said).toContain("! backup");
  expect(code).toBe(0);
  for (const secret of [
    env.LUMENFLOW_ENCRYPTION_KEYS ?? "",
    new URL(env.DATABASE_URL ?? "").password,
  ]) {
    expect(said).not.toContain(secret);
  }
});

test("the doctor names a wrong key, a Telegram that is away, and a fault of the configuration", async () => {
  const { lumenflow } = await setup();
  expect((await lumenflow("doctor")).code).toBe(0);
  const wrong = await lumenflow("doctor", {
    LUMENFLOW_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
  });
  expect(wrong).toMatchObject({
    code: 1,
    said: expect.stringContaining('encryption key "k1" is not'),
  });
  const away = await lumenflow("doctor", { TELEGRAM_API_ROOT: "http://127.0.0.1:9" });
  expect(away).toMatchObject({ code: 1, said: expect.stringContaining("✗ Telegram") });
  const config = await lumenflow("doctor", { PORT: "no", LOG_LEVEL: "loud" });
  expect(config).toMatchObject({ code: 1, said: expect.stringMatching(/PORT[\s\S]+LOG_LEVEL/) });
});

test("stops all sending from the machine itself, for a while, of everything or of one workspace", async () => {
  const { lumenflow, url } = await setup();
  expect(await lumenflow("pause --reason x --workspace ws_none")).toMatchObject({
    code: 1,
    said: expect.stringContaining("no workspace ws_none"),
  });
  expect(await lumenflow("pause --reason wrong-prices --for 2h")).toMatchObject({
    code: 0,
    said: expect.stringContaining("the installation sends nothing more, until 2"),
  });
  expect(await sql(url, "SELECT scope, until > now() AS ends FROM pauses")).toEqual([
    { scope: "installation", ends: true },
  ]);
  expect((await lumenflow("pauses show")).said).toMatch(
    /installation +\S+ +\S+ +the command line +wrong-prices/,
  );
  expect(await lumenflow("resume")).toMatchObject({ code: 0 });
  expect(await lumenflow("resume")).toMatchObject({ code: 1 });
  expect(await sql(url, "SELECT 1 FROM pauses")).toEqual([]);
});
