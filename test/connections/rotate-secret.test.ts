import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("hex");

interface Row {
  readonly present: string;
  readonly previous: string | null;
  readonly until: Date | null;
  readonly rotated: Date | null;
  readonly due: Date | null;
}

async function connected() {
  const world = await setup();
  const { id: botId, token } = await world.bot();
  const made = await world.api("POST", "/connections", { body: { botToken: token } });
  const id = String(made.body.id);
  const path = `/connections/${id}`;
  await eventually(async () => (await world.api("GET", path)).body.status === "inbound_ready");
  return {
    ...world,
    botId,
    id,
    path,
    rotate: () => world.api("POST", `${path}/rotate-secret`),
    async row(): Promise<Row> {
      const [row] = await world.sql(
        `SELECT encode(secret_digest, 'hex') AS present, previous_secret_until AS until,
           encode(previous_secret_digest, 'hex') AS previous, secret_rotated_at AS rotated,
           register_after AS due
         FROM connections`,
      );
      return row as unknown as Row;
    },
    told: async () => (await world.calls(botId, "setWebhook")).length,
  };
}

test("both secrets are accepted until Telegram has the new one, and some minutes longer", async () => {
  const { rotate, row, secretsOf, id, look, path, api, sql, calls, botId } = await connected();
  const before = await secretsOf(id);
  const asked = await rotate();
  expect(asked).toMatchObject({ status: 202, body: { webhook: { secretRotating: true } } });
  const after = await secretsOf(id);
  expect(after.secret).not.toBe(before.secret);
  expect(asked.text).not.toContain(after.secret);

  const told = await eventually(async () => {
    const { until, ...rest } = await row();
    return until && { until, ...rest };
  });
  expect(told).toMatchObject({ present: digest(after.secret), previous: digest(before.secret) });
  expect(told.due).toBeNull();
  // Not before every ingress can know of it.
  const [last] = (await calls(botId, "setWebhook")).toReversed() as { timeMs?: number }[];
  expect(last?.timeMs).toBeGreaterThanOrEqual((told.rotated as Date).getTime() + 2_000);

  await look(id);
  expect(await row()).toMatchObject({ previous: digest(before.secret) });
  await sql("UPDATE connections SET previous_secret_until = now()");
  await look(id);
  expect(await row()).toMatchObject({ present: digest(after.secret), previous: null, until: null });
  expect((await api("GET", path)).body).toMatchObject({ webhook: { secretRotating: false } });
  expect(await sql("SELECT action FROM audit_entries WHERE action LIKE '%secret%'")).toEqual([
    { action: "connection.secret_rotated" },
  ]);
});

test("while Telegram cannot be told, the secret it shows is kept, and another rotation refused", async () => {
  const { rotate, row, control, look, id, sql, secretsOf, told, path, api } = await connected();
  const before = await secretsOf(id);
  await control("POST", "/faults", { method: "setWebhook", answer: "drop-before" });
  await rotate();
  await eventually(async () => (await told()) > 1);
  await sql("UPDATE connections SET secret_rotated_at = now() - interval '1 year'");
  await look(id).catch(() => undefined);
  expect(await row()).toMatchObject({ previous: digest(before.secret), until: null });
  const present = await secretsOf(id);
  expect(await rotate()).toMatchObject({ status: 409, body: { code: "E023" } });
  expect((await secretsOf(id)).secret).toBe(present.secret);
  await control("DELETE", "/faults");
  await api("POST", `${path}/register`);
  await eventually(async () => (await row()).until, { timeoutMs: 20_000 });
  expect(await row()).toMatchObject({ present: digest(present.secret), due: null });
  // Still in use by deliveries that are under way.
  expect((await rotate()).status).toBe(409);
  await sql("UPDATE connections SET previous_secret_until = now()");
  await look(id);
  expect((await rotate()).status).toBe(202);
});

test("a process that dies between storing and telling leaves both secrets and something due", async () => {
  const { database, id, row, look, secretsOf, told } = await connected();
  const before = await secretsOf(id);
  const workspaceId = String((await database.connections.findById(id))?.workspaceId);
  const sealed = (await database.credentials.find(workspaceId, id))?.webhookSecret as string;
  const secret = { digest: Buffer.alloc(32, 1), sealed };
  expect(
    await database.credentials.rotateSecret({ workspaceId, id, secret, initiator: "system" }),
  ).toBe(true);
  expect(await database.registrations.due(10)).toEqual([id]);
  expect(await row()).toMatchObject({ previous: digest(before.secret), until: null });
  const made = await told();
  await look(id);
  await eventually(async () => (await told()) > made);
  // The sealed secret is the one before here, so that Telegram was told another than the present one:
  // as by a run that read it before the rotation. That ends nothing.
  expect(await row()).toMatchObject({ previous: digest(before.secret), until: null });
  await eventually(async () => (await row()).due);
});
