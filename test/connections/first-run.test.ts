/** Where a new workspace stands is read from what is there, and from nothing else. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

test("the first run follows what happens, from nothing to what was heard, and ends when nobody wants it", async () => {
  const { api, bot, control, key, sql } = await setup();
  const nothing = {
    ...{ dismissed: false, connection: null, heard: null, asked: null, sent: null },
  };
  expect(await api("GET", "/first-run")).toMatchObject({ status: 200, body: nothing });

  // A bot whose token is refused meanwhile keeps nobody: the next one that receives is the one.
  const broken = await bot("broken");
  const first = await api("POST", "/connections", { body: { botToken: broken.token } });
  const connection = { id: first.body.id, bot: { username: broken.username }, sandbox: false };
  expect((await api("GET", "/first-run")).body).toMatchObject({ connection });
  await control("POST", `/bots/${broken.id}/revoke`);
  await api("POST", `/connections/${first.body.id}/verify`);
  const { body: stuck } = await api("GET", "/first-run");
  expect(stuck).toMatchObject({ connection: { status: "action_required" } });
  const working = await bot("working");
  const second = await api("POST", "/connections", { body: { botToken: working.token } });
  await eventually(async () => {
    const { body } = await api("GET", "/first-run");
    return (body.connection as { id: string }).id === second.body.id;
  });

  await sql(
    `INSERT INTO chats (workspace_id, connection_id, chat_id, last_update_at)
     SELECT workspace_id, id, '42', now() FROM connections WHERE id = $1`,
    [second.body.id],
  );
  const { body: heard } = await api("GET", "/first-run");
  expect(heard).toMatchObject({ heard: { chatId: "42" }, asked: null, sent: null });

  const skipped = await api("PUT", "/first-run", { body: { dismissed: true } });
  expect(skipped.body).toEqual({ ...heard, dismissed: true });
  expect((await api("GET", "/first-run")).body.dismissed).toBe(true);
  const again = await api("PUT", "/first-run", { body: { dismissed: false } });
  expect(again.body).toEqual(heard);
  const { key: reader } = await key(["messages:read", "updates:read"]);
  expect((await api("GET", "/first-run", { key: reader })).body.code).toBe("E004");
});
