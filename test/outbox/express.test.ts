/** `interactive` overtakes `bulk`: also behind 100,000 that wait, and also to somebody who is among them. */
import { drainOutbox } from "@lumenflow/jobs";
import { digestOfParts } from "@lumenflow/outbound";
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

const waiting = 100_000;
/** So many of them are messages of their own; the rest stands behind them and is never reached here. */
const whole = 2_000;

/** A broadcast in the line, as if it had been asked for and approved; paused as yet. */
async function broadcasting() {
  const world = await setup();
  const bot = await world.connect();
  await world.rule();
  const { workspaceId, sql } = world;
  const { connectionId, botId } = bot;
  const first = await world.chat(botId);
  await sql("UPDATE connections SET outbound_paused_at = now()");
  const template = await world.send(connectionId, first, "News", { priority: "bulk" });
  // Strangers, so that Telegram refuses them, in their turn and their pace; and one who is none.
  const late = await world.chat(botId);
  const strangers = Array.from({ length: whole - 1 }, (_, n) => String(10_000_000 + n));
  const readers = [...strangers, late];
  const digests = readers.map((chatId) =>
    digestOfParts({
      ...{ workspaceId, botId, chatId, threadId: null },
      parts: [{ method: "sendMessage", payload: { chat_id: chatId, text: "News" }, files: [] }],
    }),
  );
  const copies = (table: string, fields: string, id = "id") => `
    INSERT INTO ${table} SELECT (copy).* FROM (
      SELECT jsonb_populate_record(t, jsonb_build_object(${fields})) AS copy
      FROM ${table} t, unnest($2::text[], $3::text[]) WITH ORDINALITY AS g(chat_id, digest, n)
      WHERE t.${id} = $1) copies`;
  const values = [template.body.id, readers, digests];
  const own = (prefix: string) => `'${prefix}_' || lpad(n::text, 26, '0')`;
  const ofMessage = `'message_id', ${own("msg")}`;
  await sql(
    copies(
      "messages",
      `'id', ${own("msg")}, 'idempotency_key', NULL, 'chat_id', g.chat_id, 'digest', g.digest`,
    ),
    values,
  );
  await sql(
    copies(
      "message_parts",
      `'id', ${own("part")}, ${ofMessage}, 'chat_id', g.chat_id,
       'seq', CASE WHEN n = ${whole} THEN ${waiting} - 1000 ELSE n + 1 END,
       'payload', t.payload || jsonb_build_object('chat_id', g.chat_id)`,
      "message_id",
    ),
    values,
  );
  await sql(
    copies("approvals", `'id', ${own("appr")}, ${ofMessage}, 'digest', g.digest`, "message_id"),
    values,
  );
  await sql(
    `INSERT INTO messages SELECT (copy).* FROM (
       SELECT jsonb_populate_record(m, '{"id": "msg_far", "idempotency_key": null}') AS copy
       FROM messages m WHERE m.id = $1) copies`,
    [template.body.id],
  );
  await sql(
    `INSERT INTO message_parts (id, workspace_id, message_id, connection_id, chat_id, ordinal,
       method, payload, status, seq, priority)
     SELECT 'part_far_' || n, workspace_id, 'msg_far', connection_id, (20000000 + n)::text, n,
       method, payload, 'queued', n + 1, 1
     FROM message_parts, generate_series(${whole}, ${waiting}) n
     WHERE message_id = $1 AND n <> ${waiting} - 1001`,
    [template.body.id],
  );
  await sql(`UPDATE connections SET last_seq = ${waiting} + 1`);
  const open = async () => {
    await sql("UPDATE connections SET outbound_paused_at = NULL");
    await world.queues.ring(drainOutbox, { connectionId });
  };
  const texts = async () => (await world.calls(botId)).map(({ payload }) => payload.text);
  /** Of a second's thirty slots, how many others took before this text went out. */
  const overtaken = (text: string, since: number) =>
    eventually(
      async () => {
        const all = await texts();
        const at = all.indexOf(text);
        return at >= 0 && { before: at - since };
      },
      { timeoutMs: 20_000 },
    );
  return { ...world, ...bot, late, open, texts, overtaken };
}

test("an answer goes out within a second behind 100,000 that wait, also to one of them", async () => {
  const world = await broadcasting();
  const { connectionId, botId, late } = world;
  // An owner that finds both begins with the answer, not with the line's head.
  await world.send(connectionId, await world.chat(botId), "asked before");
  await world.open();
  expect((await world.overtaken("asked before", 0)).before).toBeLessThanOrEqual(30);

  await eventually(async () => (await world.texts()).length >= 60, { timeoutMs: 20_000 });
  const since = (await world.texts()).length;
  await world.send(connectionId, await world.chat(botId), "an answer");
  expect((await world.overtaken("an answer", since)).before).toBeLessThanOrEqual(30);

  // What stands before it in its own chat goes first, as fast: then the chat's pace is a second more.
  const then = (await world.texts()).length;
  await world.send(connectionId, late, "an answer to a reader");
  expect((await world.overtaken("an answer to a reader", then)).before).toBeLessThanOrEqual(62);
  const toReader = (await world.calls(botId)).filter(({ payload }) => payload.chat_id === late);
  expect(toReader.map(({ payload }) => payload.text)).toEqual(["News", "an answer to a reader"]);
}, 90_000);
