/** Who decides, how many must, and whom it goes on to when nobody does. */
import { expect, test } from "vitest";
import { escalate } from "../../services/keeper/src/timers/escalate.ts";
import { addPeople } from "./people.ts";
import { setup, type World } from "./setup.ts";

async function desk() {
  const world = await setup({ sender: false });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  const ids = await addPeople(world, { ada: "approver", bo: "approver", cy: "admin" });
  const keeper = escalate({ database: world.database });
  return {
    ...world,
    ...bot,
    chatId,
    ids,
    keep: () => keeper.run(),
    /** Asks under a rule with these terms. */
    async ask(
      approval: object,
      { effect = "require_approval", text = "Hello", ...more }: AskOptions = {},
    ) {
      const body = { name: "r", effect, when: { pattern: [text] }, approval, priority: 1 };
      const made = await world.api("POST", "/policies", { caller: "owner", body });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      const asked = await world.send(bot.connectionId, chatId, text, more);
      const { approvalId, id } = asked.body;
      const see = async (caller = "ada") =>
        (await world.api("GET", `/approvals/${approvalId}`, { caller })).body;
      const { digest } = await see();
      return {
        approvalId: approvalId as string,
        messageId: id as string,
        digest: digest as string,
        see,
        decide: (caller: string, more: object = {}) =>
          world.api("POST", `/approvals/${approvalId}/resolve`, {
            caller,
            body: { decision: "approved", digest, ...more },
          }),
      };
    },
  };
}

interface AskOptions {
  readonly text?: string;
  readonly effect?: string;
  readonly expiresAt?: string;
}

/** Its level has had its time. */
async function letTimePass({ sql }: Pick<World, "sql">, approvalId: string) {
  await sql("UPDATE approvals SET escalate_at = now() WHERE id = $1", [approvalId]);
}

test("where two must approve, the second of them releases the message", async () => {
  const world = await desk();
  const { messageId, see, decide } = await world.ask({ required: 2 });
  expect(await see()).toMatchObject({ required: 2, missing: 2, mayDecide: true, approvers: null });
  const first = await decide("ada", { reason: "fine" });
  expect(first).toMatchObject({
    status: 200,
    body: { status: "pending", missing: 1, mayDecide: false, decidedBy: null },
  });
  expect(await world.message(messageId)).toMatchObject({ status: "pending_approval" });
  // Nobody counts twice, and nobody takes it back.
  expect(await decide("ada")).toMatchObject({ status: 200, body: { missing: 1 } });
  expect((await decide("ada", { decision: "rejected" })).body.code).toBe("E023");
  expect((await decide("sidekick")).body.code).toBe("E004");
  const last = await decide("bo");
  expect(last.body).toMatchObject({
    status: "approved",
    missing: 0,
    decidedBy: { name: "bo" },
    decisions: [
      { decision: "approved", by: { name: "ada" }, reason: "fine", via: "api", voidedAt: null },
      { decision: "approved", by: { name: "bo" }, reason: null },
    ],
  });
  const { status, timeline } = await world.message(messageId);
  expect(status).toBe("queued");
  expect(timeline).toMatchObject([
    { status: "pending_approval" },
    { status: "pending_approval", actor: `user:${world.ids.ada}`, detail: "approved, 1 of 2" },
    { status: "queued", actor: `user:${world.ids.bo}` },
  ]);
  const trail = await world.sql(
    "SELECT action, approver FROM audit_entries WHERE subject_id = $1 ORDER BY id",
    [(await see()).id],
  );
  expect(trail).toEqual([
    { action: "approval.requested", approver: null },
    { action: "approval.seconded", approver: `user:${world.ids.ada}` },
    { action: "approval.approved", approver: `user:${world.ids.bo}` },
  ]);
  // Whoever comes after says the same, or is too late.
  expect(await decide("cy")).toMatchObject({ status: 200, body: { decisions: { length: 2 } } });
  expect((await decide("cy", { decision: "rejected" })).body.code).toBe("E023");
});

test("one rejection rejects, whoever approved before", async () => {
  const world = await desk();
  const { messageId, decide } = await world.ask({ required: 3 });
  await decide("ada");
  const rejected = await decide("bo", { decision: "rejected", reason: "too early" });
  expect(rejected.body).toMatchObject({ status: "rejected", decisionReason: "too early" });
  expect(await world.message(messageId)).toMatchObject({ status: "rejected" });
  expect((await decide("cy")).body.code).toBe("E023");
});

test("only who is named decides: people by id or address, keys, roles", async () => {
  const world = await desk();
  const approvers = ["user:Ada@example.org", "role:admin"];
  const { see, decide } = await world.ask({ approvers, required: 2 });
  expect(await see("bo")).toMatchObject({
    mayDecide: false,
    // The address was turned into the person.
    approvers: [
      { who: `user:${world.ids.ada}`, name: "ada" },
      { who: "role:admin", name: null },
    ],
  });
  for (const caller of ["bo", "owner", "approver"]) {
    expect(await decide(caller)).toMatchObject({ status: 403, body: { code: "E004" } });
  }
  await decide("cy");
  expect((await decide("ada")).body.status).toBe("approved");
});

test("a rule that names nobody of the workspace, or too few, is refused", async () => {
  const world = await desk();
  const make = (approval: object) =>
    world.api("POST", "/policies", {
      caller: "owner",
      body: { name: "r", effect: "require_approval", when: { all: [] }, approval },
    });
  await world.database.people.add({
    ...{ id: "usr_elsewhere", name: "x", email: "x@example.org", passwordHash: "x" },
  });
  for (const name of ["user:usr_elsewhere", "user:x@example.org", "key:key_unknown"]) {
    const { status, body } = await make({ approvers: [name] });
    expect([status, body.code, body.errors[0].path]).toEqual([400, "E010", "approval"]);
  }
  const few = await make({ approvers: [`user:${world.ids.ada}`], required: 2 });
  expect(few.body.errors).toMatchObject([{ path: "approval.required" }]);
});

test("an edit asks again: what was said is void and kept, with both versions and the diff", async () => {
  const world = await desk();
  const { messageId, digest, see, decide } = await world.ask({ required: 2 });
  await decide("ada");
  const content = { type: "text", text: "Hello, Ada" };
  const edited = await decide("bo", { content });
  expect(edited.body).toMatchObject({
    status: "pending",
    missing: 1,
    content,
    originalContent: { text: "Hello" },
    decisions: [
      { by: { name: "ada" }, digest, voidedAt: expect.any(String) },
      { by: { name: "bo" }, digest: edited.body.digest, voidedAt: null },
    ],
    edits: [
      {
        by: { name: "bo" },
        fromDigest: digest,
        digest: edited.body.digest,
        before: { text: "Hello" },
        after: content,
        diff: [{ path: "text", from: "Hello", to: "Hello, Ada" }],
      },
    ],
  });
  expect(edited.body.digest).not.toBe(digest);
  // The same edit again is the same decision; approving what was there before is not.
  expect(await decide("bo", { content })).toMatchObject({ status: 200, body: { missing: 1 } });
  expect((await decide("ada")).body.code).toBe("E023");
  const again = { digest: edited.body.digest };
  expect((await decide("bo", again)).body.missing).toBe(1);
  expect((await decide("ada", again)).body.status).toBe("approved");
  expect(await world.message(messageId)).toMatchObject({ status: "queued", content });
  expect((await see()).decisions).toHaveLength(3);
});

test("an edit lets nobody out of what was asked, nor past what is asked of the edited message", async () => {
  const world = await desk();
  const rule = (approval: object | undefined, pattern: string, effect = "require_approval") =>
    world.api("POST", "/policies", {
      caller: "owner",
      body: { name: pattern, priority: 9, effect, when: { pattern: [pattern] }, approval },
    });
  await rule({ required: 2 }, "Hello");
  await rule({ approvers: ["role:admin"] }, "refund");
  await rule(undefined, "Good day", "auto_approve");
  const text = (words: string) => ({ content: { type: "text", text: words } });
  // From two to none: two still.
  const lenient = await world.ask({});
  const freed = await lenient.decide("ada", text("Good day"));
  expect(freed.body).toMatchObject({ status: "pending", required: 2, missing: 1 });
  // From two of anybody to an admin: neither can be kept.
  const strict = await world.ask({});
  expect((await strict.decide("ada", text("a refund"))).body.code).toBe("E023");
  // From anybody to an admin: whoever edited it is not among those who decide.
  const other = await world.send(world.connectionId, world.chatId, "Nothing in particular");
  const path = `/approvals/${other.body.approvalId}`;
  const { digest } = (await world.api("GET", path, { caller: "ada" })).body;
  const edited = await world.api("POST", `${path}/resolve`, {
    caller: "ada",
    body: { decision: "approved", digest, ...text("a refund") },
  });
  expect(edited.body).toMatchObject({
    ...{ status: "pending", missing: 1, decisions: [], mayDecide: false },
    approvers: [{ who: "role:admin" }],
  });
  const decided = await world.api("POST", `${path}/resolve`, {
    caller: "cy",
    body: { decision: "approved", digest: edited.body.digest },
  });
  expect(decided.body.status).toBe("approved");
});

test("the database itself refuses an approval that too few have given", async () => {
  const world = await desk();
  const { approvalId, decide } = await world.ask({ required: 2 });
  await decide("ada");
  const forced = world.sql("UPDATE approvals SET status = 'approved' WHERE id = $1", [approvalId]);
  await expect(forced).rejects.toThrow("1 of 2 approvals");
});

test("what nobody decides goes on to others, level by level, and ends there", async () => {
  const world = await desk();
  const { ada, bo } = world.ids;
  const { approvalId, messageId, see, decide } = await world.ask({
    ...{ approvers: [`user:${ada}`], expiresAfter: "4h", escalateAfter: "1h" },
    escalateTo: [[`user:${bo}`], ["role:admin"]],
  });
  const before = await see("bo");
  expect(before).toMatchObject({ level: 0, mayDecide: false, escalations: [] });
  expect(Date.parse(before.escalatesAt) - Date.parse(before.requestedAt)).toBeLessThan(3_601_000);
  await world.keep();
  expect((await see()).level).toBe(0);
  await letTimePass(world, approvalId);
  await Promise.all([world.keep(), world.keep()]);
  expect(await see("bo")).toMatchObject({
    level: 1,
    mayDecide: true,
    escalatesAt: expect.any(String),
    escalations: [{ level: 1, to: [`user:${bo}`], handedOver: false }],
  });
  expect(await see("ada")).toMatchObject({ mayDecide: true });
  await letTimePass(world, approvalId);
  await world.keep();
  expect(await see("cy")).toMatchObject({ level: 2, mayDecide: true, escalatesAt: null });
  const { timeline } = await world.message(messageId);
  expect(timeline.slice(1)).toMatchObject([
    { status: "pending_approval", actor: "system", detail: `escalated to user:${bo}` },
    { status: "pending_approval", actor: "system", detail: "escalated to role:admin" },
  ]);
  const trail = await world.sql(
    "SELECT detail FROM audit_entries WHERE subject_id = $1 AND action = 'approval.escalated' ORDER BY id",
    [approvalId],
  );
  expect(trail).toMatchObject([{ detail: { level: 1 } }, { detail: { level: 2 } }]);
  expect((await decide("cy")).body.status).toBe("approved");
});

test("handed over, those asked before can no longer decide; what they said still counts", async () => {
  const world = await desk();
  const { ada, bo } = world.ids;
  const { approvalId, decide } = await world.ask({
    ...{ approvers: [`user:${ada}`, `user:${bo}`], required: 2, handOver: true },
    ...{ escalateAfter: "1h", escalateTo: ["role:admin"] },
  });
  await decide("ada");
  await letTimePass(world, approvalId);
  await world.keep();
  expect((await decide("bo")).body.code).toBe("E004");
  expect((await decide("cy")).body.status).toBe("approved");
});

test("a rule that escalates asks the next level at once", async () => {
  const world = await desk();
  const approval = { approvers: ["role:approver"], escalateTo: ["role:admin"] };
  const { see, decide } = await world.ask(approval, { effect: "escalate" });
  expect(await see()).toMatchObject({ level: 1, mayDecide: false });
  expect((await decide("ada")).body.code).toBe("E004");
  expect((await decide("cy")).body.status).toBe("approved");
});

test("before its end an approval is reminded of, once", async () => {
  const world = await desk();
  const { see, approvalId } = await world.ask({ expiresAfter: "2h", remindBefore: "30m" });
  const { remindsAt, expiresAt } = await see();
  expect(Date.parse(expiresAt) - Date.parse(remindsAt)).toBe(1_800_000);
  await world.sql("UPDATE approvals SET remind_at = now() WHERE id = $1", [approvalId]);
  await world.keep();
  expect((await see()).remindsAt).toBeNull();
  const [first] = await world.sql("SELECT reminded_at FROM approvals");
  await world.keep();
  expect(await world.sql("SELECT reminded_at FROM approvals")).toEqual([first]);
});

test("whoever stands in for somebody away decides as them, once, and not besides their own", async () => {
  const world = await desk();
  const { ada, cy } = world.ids;
  const away = (caller: string, delegate: string, more: object = {}) =>
    world.api("POST", "/delegations", {
      caller,
      body: { delegate, until: "2030-01-01T00:00:00Z", ...more },
    });
  const made = await away("ada", "user:bo@example.org");
  expect(made).toMatchObject({
    status: 201,
    body: { user: { id: ada, name: "ada" }, delegate: { name: "bo" }, active: true },
  });
  // Not for bo, and counted as ada's.
  const first = await world.ask({ approvers: [`user:${ada}`, `user:${cy}`], required: 2 });
  expect(await first.see("bo")).toMatchObject({ mayDecide: true });
  expect((await first.decide("bo")).body).toMatchObject({
    missing: 1,
    decisions: [{ by: { id: ada, name: "ada" }, castBy: { name: "bo" } }],
  });
  expect(await first.see("bo")).toMatchObject({ mayDecide: false });
  // She is back and says the same: it was said.
  expect((await first.decide("ada")).body.missing).toBe(1);
  expect((await first.decide("bo", { decision: "rejected" })).body.code).toBe("E023");
  expect((await first.decide("cy")).body).toMatchObject({
    status: "approved",
    decidedBy: { name: "cy" },
  });
  const { timeline } = await world.message(first.messageId);
  expect(timeline[1]).toMatchObject({ detail: "approved, 1 of 2 for ada" });

  // Whoever decides anyway decides as themselves, and not a second time for her.
  const second = await world.ask({ approvers: ["role:approver"], required: 2 }, { text: "Second" });
  expect((await second.decide("bo")).body).toMatchObject({
    missing: 1,
    decisions: [{ by: { name: "bo" }, castBy: null }],
  });
  expect((await second.decide("bo")).body.missing).toBe(1);
  expect((await second.decide("ada")).body.status).toBe("approved");

  // Nor is anybody stood in for who may not decide themselves any more.
  const lost = await world.ask({ approvers: [`user:${ada}`] }, { text: "Lost" });
  await world.sql("UPDATE members SET role = 'member' WHERE user_id = $1", [ada]);
  expect((await lost.decide("bo")).body.code).toBe("E004");
  await world.sql("UPDATE members SET role = 'approver' WHERE user_id = $1", [ada]);

  // Over, it counts no more.
  const ended = await world.api("DELETE", `/delegations/${made.body.id}`, { caller: "bo" });
  expect(ended.body.code).toBe("E004");
  await world.api("DELETE", `/delegations/${made.body.id}`, { caller: "ada" });
  const third = await world.ask({ approvers: [`user:${ada}`] }, { text: "Third" });
  expect((await third.decide("bo")).body.code).toBe("E004");
  for (const [caller, delegate, more] of [
    ["ada", "user:ada@example.org", {}],
    ["ada", "user:x@example.org", {}],
    ["ada", "role:admin", {}],
    ["ada", "user:bo@example.org", { until: "2020-01-01T00:00:00Z" }],
  ] as const) {
    expect((await away(caller, delegate, more)).body.code, delegate).toBe("E010");
  }
  expect((await away("sidekick", "user:bo@example.org")).body.code).toBe("E004");
});
