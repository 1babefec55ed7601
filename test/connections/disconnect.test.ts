import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { type Setup, setup } from "./setup.ts";

async function connected({ api, bot }: Setup) {
  const { id: botId, token } = await bot();
  const made = await api("POST", "/connections", { body: { botToken: token } });
  const path = `/connections/${made.body.id}`;
  await eventually(async () => (await api("GET", path)).body.status === "inbound_ready");
  return { botId, token, path, id: String(made.body.id) };
}

const gone = ({ api }: Setup, path: string) =>
  eventually(async () => {
    const shown = await api("GET", path);
    return shown.body.status === "disconnected" && shown.body;
  });

test("disconnecting removes the webhook, erases the credentials and frees the bot", async () => {
  const world = await setup();
  const { api, calls, sql } = world;
  const { botId, token, path } = await connected(world);
  const asked = await api("DELETE", path);
  expect(asked).toMatchObject({ status: 202, body: { status: "disconnecting" } });
  expect(await gone(world, path)).toMatchObject({ warnings: [] });
  expect(await calls(botId, "deleteWebhook")).toHaveLength(1);
  expect(await sql("SELECT 1 FROM credentials")).toEqual([]);
  expect(await sql("SELECT 1 FROM connections WHERE secret_digest IS NOT NULL")).toEqual([]);

  expect((await api("DELETE", path)).body).toMatchObject({ status: "disconnected" });
  expect((await api("POST", `${path}/register`)).body).toMatchObject({ code: "E041" });
  expect((await api("GET", "/connections")).body).toMatchObject({ data: [] });
  const all = await api("GET", "/connections?include=disconnected");
  expect(all.body.data).toHaveLength(1);
  expect((await api("POST", "/connections", { body: { botToken: token } })).status).toBe(201);
});

test("a revoked token does not stop the disconnect, but a warning says what is left", async () => {
  const world = await setup();
  const { api, control, sql } = world;
  const { botId, path } = await connected(world);
  await control("POST", `/bots/${botId}/revoke`);
  expect((await api("DELETE", path)).status).toBe(202);
  const { warnings } = await gone(world, path);
  expect(warnings).toEqual([
    expect.stringMatching(
      /^The webhook could not be removed because Telegram refuses.*deleteWebhook/,
    ),
  ]);
  expect(await sql("SELECT 1 FROM credentials")).toEqual([]);
});

test("somebody else's webhook is left alone", async () => {
  const world = await setup();
  const { api, calls, telegram } = world;
  const { botId, token, path } = await connected(world);
  const theirs = "http://127.0.0.1:9/theirs";
  // Within a second of our own call it is refused with 429.
  await eventually(async () => (await telegram(token, "setWebhook", { url: theirs })).ok);
  await api("DELETE", path);
  expect(await gone(world, path)).toMatchObject({ warnings: [] });
  expect(await calls(botId, "deleteWebhook")).toEqual([]);
});

test("a Telegram that fails is asked again, and given up after ten minutes with a warning", async () => {
  const world = await setup();
  const { api, control, sql } = world;
  const { id, path } = await connected(world);
  await control("POST", "/faults", {
    method: "getWebhookInfo",
    answer: { status: 502, html: "<h1>Bad Gateway</h1>" },
  });
  await api("DELETE", path);
  await eventually(
    async () => (await world.calls(await botOf(world, id), "getWebhookInfo")).length > 3,
  );
  expect((await api("GET", path)).body).toMatchObject({ status: "disconnecting" });
  await sql(
    "UPDATE connections SET disconnect_requested_at = now() - interval '11 minutes' WHERE id = $1",
    [id],
  );
  const { warnings } = await gone(world, path);
  expect(warnings).toEqual([expect.stringContaining("ten minutes")]);
  expect(await sql("SELECT 1 FROM credentials")).toEqual([]);
});

test("calls under way are waited for before the credentials go", async () => {
  const world = await setup();
  const { api, sql } = world;
  const { id, path } = await connected(world);
  const [workspace] = await world.database.workspaces.all();
  await sql(
    `INSERT INTO messages (id, workspace_id, connection_id, chat_id, status, content, options, digest,
       requester_kind, requester_id, requester_name, policy_effect)
     VALUES ('msg_1', $1, $2, '5', 'sending', '{}', '{}', 'd', 'key', 'k', 'k', 'auto_approve')`,
    [workspace?.id, id],
  );
  await sql(
    `INSERT INTO message_parts (id, workspace_id, message_id, connection_id, chat_id, ordinal, method,
       payload, status, claimed_at)
     VALUES ('part_1', $1, 'msg_1', $2, '5', 0, 'sendMessage', '{}', 'sending', now())`,
    [workspace?.id, id],
  );
  await api("DELETE", path);
  await eventually(async () => world.log.some((line) => line.includes("snooze")));
  expect(await sql("SELECT 1 FROM credentials")).toHaveLength(1);
  await sql("UPDATE message_parts SET status = 'sent'");
  await gone(world, path);
  expect(await sql("SELECT 1 FROM credentials")).toEqual([]);
});

async function botOf({ sql }: Setup, id: string): Promise<string> {
  const [row] = await sql("SELECT bot_id FROM connections WHERE id = $1", [id]);
  return (row as { bot_id: string }).bot_id;
}
