import { expect, test } from "vitest";
import { setup, type World } from "./setup.ts";

async function prepared(options: Parameters<typeof setup>[0] = {}) {
  const world = await setup({ sender: false, ...options });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  return { ...world, ...bot, chatId };
}

const count = async (world: Pick<World, "sql">, table: string) =>
  ((await world.sql(`SELECT count(*)::int AS n FROM ${table}`)) as { n: number }[])[0]?.n;

test("two hundred identical requests at once make one message, and all but one are replays", async () => {
  const world = await prepared();
  const body = {
    connectionId: world.connectionId,
    chatId: world.chatId,
    content: { type: "text", text: "Once" },
  };
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => world.api("POST", "/messages", { key: "same", body })),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(new Set(answers.map(({ body: { id } }) => id)).size).toBe(1);
  const replays = answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true");
  expect(replays).toHaveLength(199);
  expect(await count(world, "messages")).toBe(1);
  expect(await count(world, "message_parts")).toBe(1);
  expect(await count(world, "approvals")).toBe(1);
});

test("a key is compared on what the body means, not on how it is written", async () => {
  const world = await prepared();
  const { connectionId, chatId } = world;
  const content = { type: "text", text: "Hi" };
  const first = await world.api("POST", "/messages", {
    key: "k",
    body: { connectionId, chatId, content, sendAt: "2030-01-01T01:00:00+01:00" },
  });
  const again = await world.api("POST", "/messages", {
    key: "k",
    body: {
      sendAt: "2030-01-01T00:00:00.000Z",
      priority: "interactive",
      silent: false,
      content: { text: "Hi", format: "plain", type: "text" },
      chatId: Number(chatId),
      connectionId,
    },
  });
  expect(again).toMatchObject({ status: 202, body: { id: first.body.id } });
  const other = await world.api("POST", "/messages", {
    key: "k",
    body: { connectionId, chatId, content: { type: "text", text: "Ho" } },
  });
  expect(other).toMatchObject({ status: 409, body: { code: "E011" } });
  const missing = await world.api("POST", "/messages", { body: { connectionId, chatId, content } });
  expect(missing).toMatchObject({ status: 400, body: { code: "E012" } });
});

test("a rule that approves sends at once, with an approval that says which rule it was", async () => {
  const world = await prepared();
  const ruleId = await world.rule("auto_approve");
  const asked = await world.send(world.connectionId, world.chatId, "Hi");
  expect(asked.body).toMatchObject({
    status: "queued",
    policy: { effect: "auto_approve", ruleId },
    waitingFor: "turn",
  });
  const approval = await world.api("GET", `/approvals/${asked.body.approvalId}`);
  expect(approval.body).toMatchObject({
    status: "approved",
    ruleId,
    decidedBy: { kind: "system", id: ruleId },
  });
});

test("what a rule blocks is recorded, answered 403, and answered 403 again", async () => {
  const world = await prepared();
  const ruleId = await world.rule("block");
  const body = {
    connectionId: world.connectionId,
    chatId: world.chatId,
    content: { type: "text", text: "No" },
  };
  const first = await world.api("POST", "/messages", { key: "b", body });
  expect(first).toMatchObject({
    status: 403,
    body: { code: "E020", id: expect.stringMatching(/^msg_/), policy: { effect: "block", ruleId } },
  });
  const again = await world.api("POST", "/messages", { key: "b", body });
  expect(again).toMatchObject({ status: 403, body: { id: first.body.id } });
  const replayed = [first, again].map(({ headers }) => headers.get("idempotency-replayed"));
  expect(replayed).toEqual([null, "true"]);
  expect(await world.message(first.body.id)).toMatchObject({ status: "blocked", approvalId: null });
  expect(await count(world, "approvals")).toBe(0);
});

test("a dry run says what would happen and stores nothing", async () => {
  const world = await prepared();
  await world.rule("auto_approve");
  const dry = await world.send(world.connectionId, world.chatId, "Hi", { dryRun: true });
  expect(dry).toMatchObject({
    status: 202,
    body: { id: null, status: "queued", parts: [{ payload: { text: "Hi" } }] },
  });
  expect(await count(world, "messages")).toBe(0);
});

test("a preview shows the calls that a request would come to, and what the rules say; nothing is stored", async () => {
  const world = await prepared();
  const body = {
    connectionId: world.connectionId,
    chatId: world.chatId,
    content: { type: "text", text: `<b>${"words ".repeat(900)}</b> 1 < 2`, format: "html" },
    replyToMessageId: "7",
  };
  const preview = (change: object) =>
    world.api("POST", "/messages/preview", { body: { ...body, ...change } });
  const refused = await preview({});
  expect(refused.body.errors[0].message).toMatch(/^Unsupported start tag <> at character 5410/);
  const content = { ...body.content, text: body.content.text.replace("1 < 2", "1 &lt; 2") };
  const shown = await preview({ content });
  expect(shown).toMatchObject({
    status: 200,
    body: {
      status: "pending_approval",
      policy: { effect: "require_approval", explanation: expect.any(String) },
      notes: [],
    },
  });
  expect(shown.body.parts).toHaveLength(2);
  expect(await count(world, "messages")).toBe(0);
  const asked = await world.send(world.connectionId, world.chatId, "", { ...body, content });
  expect(asked.body.parts).toEqual(shown.body.parts);
  const { approvalId } = asked.body;
  const approval = await world.api("GET", `/approvals/${approvalId}`, { caller: "approver" });
  expect(approval.body).toMatchObject({
    digest: shown.body.digest,
    preview: { parts: shown.body.parts },
  });

  await world.rule("block");
  const blocked = await preview({ content });
  expect(blocked).toMatchObject({
    status: 200,
    body: { status: "blocked", policy: { effect: "block" } },
  });
});

test.each([
  ["a NUL", { text: "a\0b" }],
  ["half of a surrogate pair", { text: "a\ud800" }],
  ["an empty text", { text: "" }],
  ["more than 20 messages of text", { text: "x".repeat(90_000) }],
  ["more text than any 20 messages can hold", { text: "x".repeat(131_073) }],
  ["broken markup", { text: "a *b", format: "markdownV2" }],
  ["an unknown format", { text: "x", format: "rtf" }],
  ["a type that is not understood yet", { type: "dice" }],
])("%s is refused with the field that is wrong", async (_what, change) => {
  const world = await prepared();
  const content = { type: "text", ...change };
  const refused = await world.send(world.connectionId, world.chatId, "", { content });
  expect(refused).toMatchObject({ status: 400, body: { code: "E010" } });
  expect(refused.body.errors[0].path).toMatch(/^content/);
});

test("times that make no sense are refused", async () => {
  const world = await prepared();
  const past = await world.send(world.connectionId, world.chatId, "a", {
    expiresAt: "2020-01-01T00:00:00Z",
  });
  expect(past).toMatchObject({ status: 400, body: { errors: [{ path: "expiresAt" }] } });
  const crossed = await world.send(world.connectionId, world.chatId, "b", {
    sendAt: "2031-01-01T00:00:00Z",
    expiresAt: "2030-01-01T00:00:00Z",
  });
  expect(crossed).toMatchObject({
    status: 400,
    body: { errors: [{ path: "expiresAt", message: expect.stringContaining("after sendAt") }] },
  });
});

test("a connection that is unknown, another workspace's or closed takes nothing", async () => {
  const world = await prepared();
  const { connectionId, chatId } = world;
  expect(await world.send("conn_x", chatId, "a")).toMatchObject({ status: 404 });
  expect(await world.send("not an id\0", chatId, "a")).toMatchObject({ status: 404 });
  const body = { connectionId, chatId, content: { type: "text", text: "b" } };
  const foreign = await world.api("POST", "/messages", { caller: "stranger", key: "x", body });
  expect(foreign).toMatchObject({ status: 404, body: { code: "E044" } });
  await world.database.connections.disconnect(world.workspaceId, connectionId, "system");
  const closed = await world.send(connectionId, chatId, "c");
  expect(closed).toMatchObject({ status: 409, body: { code: "E041" } });
  expect(await count(world, "messages")).toBe(0);
});

test("a message asked for while its connection is closed is either refused or cancelled", async () => {
  const world = await prepared();
  const { connectionId, chatId, workspaceId } = world;
  await world.rule("auto_approve");
  const close = () =>
    world.database.transaction(async (tx) => {
      await tx.connections.disconnect(workspaceId, connectionId, "system");
      await tx.outbox.cancelAllUnsent(workspaceId, connectionId, "system");
    });
  const sends = Array.from({ length: 30 }, (_, n) => world.send(connectionId, chatId, `m${n}`));
  const [answers] = await Promise.all([Promise.all(sends), close()]);
  for (const { status, body } of answers) {
    if (status === 409) expect(body.code).toBe("E041");
    else expect(await world.message(body.id)).toMatchObject({ status: "cancelled" });
  }
});

test("messages are listed newest first, filtered, and page by page without a gap", async () => {
  const world = await prepared();
  const other = await world.chat(world.botId);
  const ids = [];
  for (let n = 0; n < 5; n += 1) {
    const chatId = n === 2 ? other : world.chatId;
    ids.unshift((await world.send(world.connectionId, chatId, `m${n}`)).body.id);
  }
  const seen = [];
  for (let cursor = ""; ; ) {
    const page = (await world.api("GET", `/messages?limit=2${cursor}`)).body;
    seen.push(...page.data.map(({ id }: { id: string }) => id));
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  expect(seen).toEqual(ids);
  const filtered = await world.api("GET", `/messages?chatId=${other}&status=pending_approval`);
  expect(filtered.body.data.map(({ id }: { id: string }) => id)).toEqual([ids[2]]);
  expect((await world.api("GET", "/messages?status=sent")).body.data).toEqual([]);
  expect((await world.api("GET", "/messages?cursor=%00")).status).toBe(400);
  const foreign = await world.api("GET", `/messages/${ids[0]}`, { caller: "stranger" });
  expect(foreign.status).toBe(404);
});

test("a message is withdrawn before it goes out, once and for all", async () => {
  const world = await prepared();
  const asked = await world.send(world.connectionId, world.chatId, "Hi");
  const path = `/messages/${asked.body.id}/cancel`;
  expect(await world.api("POST", path)).toMatchObject({
    status: 200,
    body: { status: "cancelled", parts: [{ status: "cancelled" }] },
  });
  expect((await world.api("POST", path)).status).toBe(200);
  const late = await world.approve(asked.body.approvalId);
  expect(late).toMatchObject({ status: 409, body: { code: "E023" } });
  const retry = await world.api("POST", `/messages/${asked.body.id}/retry`);
  expect(retry).toMatchObject({ status: 409, body: { code: "E023" } });
});

test("every change is audited by ids and digests, without the text", async () => {
  const world = await prepared();
  const asked = await world.send(world.connectionId, world.chatId, "a secret text");
  await world.approve(asked.body.approvalId, { reason: "a secret reason" });
  const rows = (await world.sql(
    "SELECT action, initiator, subject_id, input_digest, row_to_json(a)::text AS text FROM audit_entries a ORDER BY at, id",
  )) as { action: string; text: string; input_digest: string }[];
  const actions = rows.map(({ action }) => action);
  expect(actions).toEqual(
    expect.arrayContaining([
      "message.requested",
      "approval.requested",
      "approval.approved",
      "message.queued",
    ]),
  );
  for (const { text } of rows) expect(text).not.toContain("secret");
});
