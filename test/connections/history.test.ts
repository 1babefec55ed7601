import { expect, onTestFinished, test } from "vitest";
import { eventually, lockWaits } from "../harness/index.ts";
import { setup } from "./setup.ts";

async function connected() {
  const world = await setup();
  const { id: botId, token } = await world.bot();
  const made = await world.api("POST", "/connections", { body: { botToken: token } });
  const id = String(made.body.id);
  const path = `/connections/${id}`;
  await eventually(async () => (await world.api("GET", path)).body.status === "inbound_ready");
  const history = async (query = "") => (await world.api("GET", `${path}/history${query}`)).body;
  return { ...world, botId, id, path, history };
}

interface Change {
  readonly id: string;
  readonly from: string | null;
  readonly to: string;
  readonly reason: string | null;
  readonly remedy: string | null;
}

test("every change is kept, whoever made it, with its reason and what to do", async () => {
  const { api, botId, control, database, id, path, history } = await connected();
  const workspaceId = String((await database.connections.findById(id))?.workspaceId);
  await database.ingest.noteDeliveries([{ workspaceId, connectionId: id }]);
  await control("POST", `/bots/${botId}/revoke`);
  expect((await api("POST", `${path}/verify`)).status).toBe(422);
  const shown = (await api("GET", path)).body;
  expect(shown).toMatchObject({
    status: "action_required",
    statusReason: "Telegram refuses the bot's token (Unauthorized).",
    statusRemedy: "Give the connection the bot's current token from BotFather.",
  });
  await database.registrations.needsPerson(id, { cause: "x", reason: "Another.", remedy: "Act." });
  await api("DELETE", path);
  await eventually(async () => (await api("GET", path)).body.status === "disconnected");

  const { data, nextCursor } = await history();
  expect(nextCursor).toBeNull();
  const changes = data as Change[];
  expect(changes.map(({ from, to, reason }) => [from, to, reason])).toEqual([
    ["disconnecting", "disconnected", null],
    ["action_required", "disconnecting", null],
    ["action_required", "action_required", "Another."],
    ["active", "action_required", shown.statusReason],
    ["inbound_ready", "active", null],
    ["connected", "inbound_ready", null],
    [null, "connected", null],
  ]);
  expect(changes[3]?.remedy).toBe(shown.statusRemedy);
  expect(changes.every(({ id }) => /^chg_[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true);
});

test("an update that comes while a registration is noted makes the connection active", async () => {
  const { api, botId, control, database, url, id, path } = await connected();
  const workspaceId = String((await database.connections.findById(id))?.workspaceId);
  await control("POST", `/bots/${botId}/revoke`);
  await api("POST", `${path}/verify`);
  const registrar = await database.pool.connect();
  onTestFinished(() => registrar.release(true));
  await registrar.query("BEGIN");
  await registrar.query("UPDATE connections SET status = 'inbound_ready' WHERE id = $1", [id]);
  const noted = database.ingest.noteDeliveries([{ workspaceId, connectionId: id }]);
  await eventually(async () => (await lockWaits(url)) > 0);
  await registrar.query("COMMIT");
  await noted;
  expect((await api("GET", path)).body.status).toBe("active");
});

test("the history is read in pages, newest first", async () => {
  const { history } = await connected();
  const first = await history("?limit=1");
  expect(first.data).toMatchObject([{ from: "connected", to: "inbound_ready" }]);
  const second = await history(`?limit=1&cursor=${first.nextCursor}`);
  expect(second).toMatchObject({ data: [{ from: null, to: "connected" }], nextCursor: null });
});

test("changes are forgotten after a season, but for the last, which says since when", async () => {
  const { database, sql, history } = await connected();
  await sql("UPDATE connection_history SET at = at - interval '91 days'");
  expect(await database.connectionHistory.forget(90, 10)).toBe(1);
  expect(await database.connectionHistory.forget(90, 10)).toBe(0);
  expect((await history()).data).toMatchObject([{ to: "inbound_ready" }]);
});
