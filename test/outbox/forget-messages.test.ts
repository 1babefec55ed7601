import { idsBefore, newId } from "@lumenflow/db";
import { expect, test } from "vitest";
import { forgetMessages } from "../../services/keeper/src/timers/forget-messages.ts";
import { eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

test("what ended long ago is forgotten with all that hangs on it; what waits, is in doubt or is young stays", async () => {
  const { database, connect, chat, rule, send, message, sql, api } = await setup();
  const { connectionId, botId } = await connect();
  const chatId = await chat(botId);
  await rule();
  const ids: string[] = [];
  for (const text of ["a", "b", "c", "d", "e"]) {
    ids.push((await send(connectionId, chatId, text)).body.id);
  }
  for (const id of ids) {
    await eventually(async () => (await message(id)).status === "sent", { timeoutMs: 30_000 });
  }
  const [old, failed, uncertain, waiting, young] = ids;
  const stand = (id: string | undefined, status: string) =>
    sql("UPDATE messages SET status = $2 WHERE id = $1", [id, status]);
  await stand(failed, "failed");
  await stand(uncertain, "uncertain");
  await stand(waiting, "pending_approval");
  await sql("UPDATE messages SET settled_at = now() + interval '1 hour' WHERE id = $1", [young]);
  const audited = "SELECT count(*)::int AS count FROM audit_entries WHERE subject_id = ANY($1)";
  const before = await sql(audited, [[old, failed]]);

  await forgetMessages({ messages: database.messages, days: 0 }).run();

  const left = await sql("SELECT id FROM messages ORDER BY id");
  expect(left).toEqual([uncertain, waiting, young].map((id) => ({ id })));
  expect((await api("GET", `/messages/${old}`)).status).toBe(404);
  for (const table of ["message_parts", "message_transitions", "approvals"]) {
    const rows = await sql(`SELECT DISTINCT message_id AS id FROM ${table} ORDER BY 1`);
    expect(rows, table).toEqual(left);
  }
  expect(await sql(audited, [[old, failed]])).toEqual(before);
});

test("messages are looked at in the order in which they were asked for, a few at a time", async () => {
  const { database, connect, rule, send, sql } = await setup({ sender: false });
  const { connectionId } = await connect();
  await rule("block");
  for (const text of ["a", "b", "c"]) await send(connectionId, "1", text);
  const forget = (place: string | null) =>
    database.messages.forgetFinished(place, { days: 0, limit: 2 });
  const place = await forget(null);
  expect(await sql("SELECT content->>'text' AS text FROM messages")).toEqual([{ text: "c" }]);
  expect(await forget(place)).toBeNull();
  expect(await sql("SELECT id FROM messages")).toEqual([]);
});

test("a time sorts between the ids that were made before and after it", () => {
  const now = Date.now();
  const id = newId("message");
  expect(id > idsBefore("message", new Date(now - 10))).toBe(true);
  expect(id < idsBefore("message", new Date(now + 10_000))).toBe(true);
});
