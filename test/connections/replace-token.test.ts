import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

async function revoked() {
  const world = await setup();
  const { id: botId, token: old, username } = await world.bot();
  const made = await world.api("POST", "/connections", { body: { botToken: old } });
  const id = String(made.body.id);
  const path = `/connections/${id}`;
  const reaches = (status: string) =>
    eventually(async () => {
      const { body } = await world.api("GET", path);
      expect(body.status).toBe(status);
      return body;
    });
  await reaches("inbound_ready");
  await world.control("POST", `/bots/${botId}/revoke`);
  const { token } = await world.control<{ token: string }>("GET", `/bots/${botId}/token`);
  await world.look(id);
  await reaches("action_required");
  const replace = (botToken: string) => world.api("PUT", `${path}/token`, { body: { botToken } });
  return { ...world, botId, username, id, path, old, token, reaches, replace };
}

test("the bot's new token mends a connection whose old one was revoked", async () => {
  const { replace, token, old, reaches, telegram, sql, secretsOf, id, origin } = await revoked();
  const replaced = await replace(` ${token} `);
  expect(replaced).toMatchObject({
    status: 200,
    body: { id, status: "connected", statusReason: null, statusRemedy: null },
  });
  await reaches("inbound_ready");
  const { key } = await secretsOf(id);
  expect((await telegram(token, "getWebhookInfo")).result.url).toBe(
    `${origin}/api/v1/sidekick/integrations/telegram/webhook?key=${key}`,
  );
  const noted = await sql("SELECT action, initiator FROM audit_entries ORDER BY id");
  expect(noted).toContainEqual({
    action: "connection.token_replaced",
    initiator: expect.stringMatching(/^key:/),
  });
  const kept = JSON.stringify([replaced, noted, await sql("SELECT * FROM credentials")]);
  for (const secret of [token, old]) expect(kept).not.toContain(secret.split(":")[1]);
});

test("what Telegram says late about the token of before does not call for another one", async () => {
  const { replace, token, reaches, control, api, path, botId } = await revoked();
  await replace(token);
  await reaches("inbound_ready");
  const answer = { errorCode: 401, description: "Unauthorized", delayMs: 1_500 };
  await control("POST", "/faults", { botId, method: "getMe", answer, count: 1 });
  const verified = api("POST", `${path}/verify`);
  await eventually(async () => (await control<{ data: [] }>("GET", "/faults")).data.length === 0);
  expect(await replace(token)).toMatchObject({ status: 200 });
  expect(await verified).toMatchObject({ status: 422, body: { code: "E040" } });
  await reaches("inbound_ready");
});

test("the token of another bot is refused, and so is one that Telegram refuses or cannot judge", async () => {
  const { replace, bot, old, token, username, control, database, id, reaches, api, path } =
    await revoked();
  const stored = async () => {
    const row = await database.connections.findById(id);
    return database.credentials.find(String(row?.workspaceId), id);
  };
  const before = await stored();
  const other = await bot("other");
  const refused = await replace(other.token);
  expect(refused).toMatchObject({ status: 409, body: { code: "E023" } });
  expect(refused.body.detail).toContain(`@${other.username}`);
  expect(refused.body.detail).toContain(`@${username}`);
  expect(await replace(old)).toMatchObject({ status: 422, body: { code: "E040" } });
  expect(await replace("nonsense")).toMatchObject({ status: 400, body: { code: "E010" } });
  await control("POST", "/faults", { method: "getMe", answer: "drop-before" });
  expect(await replace(token)).toMatchObject({ status: 503, body: { code: "E042" } });
  expect(await stored()).toEqual(before);
  await reaches("action_required");
  await api("DELETE", path);
  expect(await replace(old)).toMatchObject({ status: 409, body: { code: "E041" } });
});

test("where the key is lost that sealed the old one, the webhook's secret is made anew along", async () => {
  const { replace, token, reaches, sql, secretsOf, id } = await revoked();
  const before = await secretsOf(id);
  await sql(
    `UPDATE credentials SET bot_token = 'v1.lost-key.AAAA.AAAA', webhook_secret = 'v1.lost-key.AAAA.AAAA'`,
  );
  expect((await replace(token)).status).toBe(200);
  await reaches("inbound_ready");
  expect((await secretsOf(id)).secret).not.toBe(before.secret);
  const [row] = await sql(
    "SELECT previous_secret_digest IS NOT NULL AS kept, previous_secret_until FROM connections",
  );
  expect(row).toMatchObject({ kept: true, previous_secret_until: expect.any(Date) });
});

test("a token replaced while nothing is wrong leaves the status, and is used from then on", async () => {
  const world = await setup();
  const { token } = await world.bot();
  const made = await world.api("POST", "/connections", { body: { botToken: token } });
  const path = `/connections/${made.body.id}`;
  await eventually(async () => (await world.api("GET", path)).body.status === "inbound_ready");
  const replaced = await world.api("PUT", `${path}/token`, { body: { botToken: token } });
  expect(replaced).toMatchObject({ status: 200, body: { status: "inbound_ready" } });
});
