import { expect, test } from "vitest";
import { setup } from "./setup.ts";

async function asking(more: object = {}) {
  const world = await setup({ sender: false });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  const asked = await world.send(bot.connectionId, chatId, "Hello", more);
  const { approvalId, id } = asked.body;
  const approval = (await world.api("GET", `/approvals/${approvalId}`)).body;
  const resolve = (body: object, caller = "approver") =>
    world.api("POST", `/approvals/${approvalId}/resolve`, {
      caller,
      body: { digest: approval.digest, ...body },
    });
  return { ...world, ...bot, chatId, messageId: id as string, approvalId, approval, resolve };
}

test("an approver sees exactly what would go out, and to whom", async () => {
  const world = await asking({
    silent: true,
    reason: "The customer asked",
    buttons: [[{ text: "Yes", data: "yes" }]],
  });
  expect(world.approval).toMatchObject({
    messageId: world.messageId,
    status: "pending",
    digest: expect.stringMatching(/^sha256:/),
    connection: { id: world.connectionId },
    chat: { id: world.chatId },
    preview: {
      parts: [
        {
          method: "sendMessage",
          payload: {
            chat_id: world.chatId,
            text: "Hello",
            disable_notification: true,
            reply_markup: { inline_keyboard: [[{ text: "Yes", callback_data: "yes" }]] },
          },
        },
      ],
    },
    reason: "The customer asked",
    requester: { name: "sidekick" },
  });
  const listed = await world.api("GET", "/approvals?status=pending");
  expect(listed.body.data).toEqual([world.approval]);
  expect((await world.api("GET", "/approvals?status=approved")).body.data).toEqual([]);
  const foreign = await world.api("GET", `/approvals/${world.approvalId}`, { caller: "stranger" });
  expect(foreign.status).toBe(404);
});

test("a decision is bound to the digest that was seen", async () => {
  const world = await asking();
  const other = await world.resolve({ decision: "approved", digest: "sha256:other" });
  expect(other).toMatchObject({ status: 409, body: { code: "E023" } });
  expect(await world.message(world.messageId)).toMatchObject({ status: "pending_approval" });
});

test("whoever asked does not decide, except with the key made for try-outs", async () => {
  const world = await asking();
  const own = await world.resolve({ decision: "approved" }, "sidekick");
  expect(own).toMatchObject({ status: 403, body: { code: "E004" } });
  const chatId = await world.chat(world.botId);
  const body = {
    connectionId: world.connectionId,
    chatId,
    content: { type: "text", text: "Mine" },
  };
  const mine = await world.api("POST", "/messages", { caller: "self", key: "self", body });
  const { digest } = (await world.api("GET", `/approvals/${mine.body.approvalId}`)).body;
  const decided = await world.api("POST", `/approvals/${mine.body.approvalId}/resolve`, {
    caller: "self",
    body: { decision: "approved", digest },
  });
  expect(decided).toMatchObject({ status: 200, body: { status: "approved" } });
});

test("the same decision again changes nothing, the opposite one is refused", async () => {
  const world = await asking();
  const first = await world.resolve({ decision: "rejected", reason: "no" });
  expect(first).toMatchObject({ status: 200, body: { status: "rejected", decisionReason: "no" } });
  const again = await world.resolve({ decision: "rejected", reason: "still no" });
  expect(again).toEqual(expect.objectContaining({ status: 200, body: first.body }));
  const opposite = await world.resolve({ decision: "approved" });
  expect(opposite).toMatchObject({ status: 409, body: { code: "E023" } });
  const unseen = await world.resolve({ decision: "rejected", digest: "sha256:0" });
  expect(unseen).toMatchObject({ status: 409, body: { code: "E023" } });
  expect(await world.message(world.messageId)).toMatchObject({
    status: "rejected",
    parts: [{ status: "cancelled" }],
  });
});

test("of opposite decisions at the same instant exactly one wins, every time", async () => {
  const world = await setup({ sender: false });
  const { connectionId, botId } = await world.connect();
  const chatId = await world.chat(botId);
  for (let round = 0; round < 10; round += 1) {
    const asked = await world.send(connectionId, chatId, `round ${round}`);
    const path = `/approvals/${asked.body.approvalId}`;
    const { digest } = (await world.api("GET", path)).body;
    const answers = await Promise.all(
      ["approved", "rejected", "approved", "rejected"].map((decision) =>
        world.api("POST", `${path}/resolve`, { caller: "approver", body: { decision, digest } }),
      ),
    );
    const { status } = (await world.api("GET", path)).body;
    const expected = answers.map((_answer, n) =>
      (n % 2 === 0 ? "approved" : "rejected") === status ? 200 : 409,
    );
    expect(answers.map((answer) => answer.status)).toEqual(expected);
    const message = await world.message(asked.body.id);
    expect(message.status).toBe(status === "approved" ? "queued" : "rejected");
  }
});

test("an edit is sent as edited, and both versions are kept", async () => {
  const world = await asking();
  const content = { type: "text", text: "Hello, <b>Ada</b>", format: "html" };
  const decided = await world.resolve({ decision: "approved", content });
  expect(decided.body).toMatchObject({
    status: "approved",
    content,
    originalContent: { type: "text", text: "Hello", format: "plain" },
    preview: {
      parts: [
        {
          payload: {
            text: "Hello, Ada",
            entities: [{ type: "bold", offset: 7, length: 3 }],
          },
        },
      ],
    },
  });
  expect(decided.body.digest).not.toBe(world.approval.digest);
  const again = await world.resolve({ decision: "approved", content });
  expect(again).toMatchObject({ status: 200, body: decided.body });
  // Whoever saw the original did not see this.
  const unseen = await world.resolve({ decision: "approved" });
  expect(unseen.status).toBe(409);
  expect(await world.message(world.messageId)).toMatchObject({ status: "queued", content });
});

test("a rejection with another content is refused: it would be lost", async () => {
  const world = await asking();
  const content = { type: "text", text: "Hello, Ada" };
  const refused = await world.resolve({ decision: "rejected", content });
  expect(refused).toMatchObject({
    status: 400,
    body: { code: "E010", errors: [{ path: "content", message: expect.stringMatching(/leave/) }] },
  });
  expect((await world.message(world.messageId)).status).toBe("pending_approval");
});

test("an edit that a rule blocks or Telegram would refuse changes nothing", async () => {
  const world = await asking();
  const empty = { type: "text", text: " " };
  const refused = await world.resolve({ decision: "approved", content: empty });
  expect(refused).toMatchObject({ status: 400, body: { code: "E010" } });
  await world.rule("block");
  const content = { type: "text", text: "Forbidden" };
  const blocked = await world.resolve({ decision: "approved", content });
  expect(blocked).toMatchObject({ status: 403, body: { code: "E020" } });
  expect(await world.message(world.messageId)).toMatchObject({
    status: "pending_approval",
    content: { text: "Hello" },
  });
});

test("after its time an approval can no longer be decided", async () => {
  const world = await asking({ expiresAt: "2030-01-01T00:00:00Z" });
  expect(world.approval.expiresAt).toBe("2030-01-01T00:00:00.000Z");
  await world.sql("UPDATE approvals SET expires_at = now() - interval '1 second'");
  const late = await world.resolve({ decision: "approved" });
  expect(late).toMatchObject({ status: 409, body: { code: "E023" } });
});

test("approved for later waits for its time", async () => {
  const world = await asking({ sendAt: "2030-01-01T00:00:00Z" });
  expect((await world.resolve({ decision: "approved" })).status).toBe(200);
  expect(await world.message(world.messageId)).toMatchObject({
    status: "scheduled",
    waitingFor: "schedule",
  });
});

test("several are decided in one go, each with its own result, sent in the order decided", async () => {
  const world = await asking();
  const second = await world.send(world.connectionId, world.chatId, "Second");
  const { digest } = (await world.api("GET", `/approvals/${second.body.approvalId}`)).body;
  const answer = await world.api("POST", "/approvals/resolve", {
    caller: "approver",
    body: {
      decisions: [
        { id: second.body.approvalId, decision: "approved", digest },
        { id: world.approvalId, decision: "approved", digest: world.approval.digest },
        { id: "appr_unknown", decision: "approved", digest },
        { id: world.approvalId, decision: "rejected", digest: world.approval.digest },
      ],
    },
  });
  expect(answer.body.results).toMatchObject([
    { id: second.body.approvalId, ok: true, approval: { status: "approved" } },
    { id: world.approvalId, ok: true },
    { id: "appr_unknown", ok: false, problem: { code: "E044", status: 404 } },
    { id: world.approvalId, ok: false, problem: { code: "E023" } },
  ]);
  const line = await world.database.outbox.readLine(world.connectionId, 0, 10);
  expect(line.map(({ messageId }) => messageId)).toEqual([second.body.id, world.messageId]);
});

test("an edit that comes after another decision is not taken for the same one", async () => {
  const edits = ["Hello, Ada", "Hello, Bo"].map((text) => ({ type: "text", text }));
  const edited = await asking();
  await edited.resolve({ decision: "approved", content: edits[0] });
  const other = await edited.resolve({ decision: "approved", content: edits[1] });
  expect(other).toMatchObject({ status: 409, body: { code: "E023" } });
  const plain = await asking();
  await plain.resolve({ decision: "approved" });
  const late = await plain.resolve({ decision: "approved", content: edits[0] });
  expect(late).toMatchObject({ status: 409, body: { code: "E023" } });
});

test("what was rejected can no longer be withdrawn", async () => {
  const world = await asking();
  await world.resolve({ decision: "rejected" });
  const cancelled = await world.api("POST", `/messages/${world.messageId}/cancel`);
  expect(cancelled).toMatchObject({ status: 409, body: { code: "E023" } });
});
