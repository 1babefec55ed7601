/** Rules are made, asked and explained: what they decide is stored with what decided it. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { setup, type World } from "./setup.ts";

const still = { sender: false } as const;

async function make(world: World, rule: Record<string, unknown>) {
  const body = { name: "rule", when: { all: [] }, ...rule };
  return world.api("POST", "/policies", { caller: "admin", body });
}

const reaches = (world: World, id: string, status: string) =>
  eventually(async () => (await world.message(id)).status === status);

async function desk(options: Parameters<typeof setup>[0] = still) {
  const world = await setup(options);
  const { connectionId, botId } = await world.connect();
  const chatId = await world.chat(botId);
  const send = (text: string, more: object = {}) => world.send(connectionId, chatId, text, more);
  return { world, connectionId, botId, chatId, send };
}

test("a rule decides at once, and the message says which rule of which revision", async () => {
  const { world, send } = await desk();
  expect((await send("before")).body).toMatchObject({
    status: "pending_approval",
    policy: { effect: "require_approval", revision: 0 },
  });
  const made = await make(world, { effect: "auto_approve", when: { links: false } });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ priority: 0, enabled: true, version: 1, schedule: null });
  const policy = { effect: "auto_approve", ruleId: made.body.id, revision: 1 };
  const sent = await send("no link");
  expect(sent.body).toMatchObject({ status: "queued", policy });
  expect((await world.message(sent.body.id)).policy).toEqual(policy);
  expect((await send("see example.com")).body.status).toBe("pending_approval");
  const [trail] = await world.sql(
    "SELECT rule_id, detail FROM audit_entries WHERE action = 'message.requested' AND subject_id = $1",
    [sent.body.id],
  );
  expect(trail).toEqual({ rule_id: made.body.id, detail: { policyRevision: 1 } });
});

test("a preview says of every rule that is asked why it does not match", async () => {
  const { world, connectionId, chatId } = await desk();
  await make(world, {
    name: "groups",
    priority: 2,
    effect: "block",
    when: { chatType: ["group"] },
  });
  await make(world, {
    name: "first",
    priority: 1,
    effect: "auto_approve",
    when: { firstContact: false },
  });
  const body = { connectionId, chatId, content: { type: "text", text: "hi" } };
  const { policy } = (await world.api("POST", "/messages/preview", { body })).body;
  expect(policy).toEqual({
    effect: "require_approval",
    revision: 2,
    explanation:
      "The rule “groups” did not match: the chat's type is private. " +
      "The rule “first” did not match: nothing was sent to this chat before. " +
      "No rule matched, so a person must approve.",
  });
});

test("once something was sent to a chat, contact is no longer the first", async () => {
  const { world, send } = await desk({});
  await make(world, { effect: "auto_approve", when: { firstContact: false } });
  const first = await send("one");
  expect(first.body.status).toBe("pending_approval");
  await world.approve(first.body.approvalId);
  await reaches(world, first.body.id, "sent");
  expect((await send("two")).body.policy.effect).toBe("auto_approve");
});

test("of requests at the same time, exactly as many take a place as the budget has", async () => {
  const { world, connectionId, botId, chatId, send } = await desk();
  const budget = { by: ["requester", "chat"], within: "1h", max: 5 };
  await make(world, { effect: "auto_approve", when: { budget } });
  const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => send(`no. ${at}`)));
  const statuses = answers.map(({ body }) => body.status).toSorted();
  expect(statuses).toEqual([
    ...Array.from({ length: 7 }, () => "pending_approval"),
    ...Array.from({ length: 5 }, () => "queued"),
  ]);
  // Another chat and another requester have places of their own.
  const other = await world.chat(botId);
  expect((await world.send(connectionId, other, "hi")).body.status).toBe("queued");
  const body = { connectionId, chatId, content: { type: "text", text: "hi" } };
  const self = await world.api("POST", "/messages", { caller: "self", key: "self", body });
  expect(self.body.status).toBe("queued");
});

test("what was blocked, rejected or withdrawn takes no place, unless half of it is there", async () => {
  const { world, send } = await desk();
  const budget = { by: ["chat"], max: 1 };
  await make(world, { priority: 2, effect: "block", when: { pattern: ["forbidden"] } });
  await make(world, { priority: 1, effect: "auto_approve", when: { budget } });
  expect((await send("forbidden")).status).toBe(403);
  const one = (await send("one")).body;
  const two = (await send("two")).body;
  expect([one.status, two.status]).toEqual(["queued", "pending_approval"]);
  for (const { id } of [one, two]) await world.api("POST", `/messages/${id}/cancel`);
  const three = (await send("three")).body;
  expect(three.status).toBe("queued");
  // Withdrawn after its first part went out.
  await world.sql("UPDATE message_parts SET status = 'sent' WHERE message_id = $1", [three.id]);
  await world.sql("UPDATE messages SET status = 'cancelled' WHERE id = $1", [three.id]);
  expect((await send("four")).body.status).toBe("pending_approval");
});

test("a block is recorded and answered with the rule", async () => {
  const { world, send } = await desk();
  const { id: ruleId } = (await make(world, { effect: "block", when: { buttons: true } })).body;
  const buttons = [[{ text: "Go", url: "https://example.com" }]];
  const { status, body } = await send("press", { buttons });
  expect([status, body.code, body.policy]).toEqual([
    403,
    "E020",
    { effect: "block", ruleId, revision: 1 },
  ]);
  expect((await world.message(body.id)).status).toBe("blocked");
});

test("an approval takes its rule's terms along, and ends when they say", async () => {
  const { world, send } = await desk({ sender: false, keeper: true });
  const approval = { expiresAfter: "1h", escalateAfter: "10m", escalateTo: ["role:owner"] };
  await make(world, { effect: "escalate", approval });
  const asked = (await send("hello")).body;
  expect(asked).toMatchObject({ status: "pending_approval", policy: { effect: "escalate" } });
  const path = `/approvals/${asked.approvalId}`;
  const card = (await world.api("GET", path, { caller: "approver" })).body;
  expect(card).toMatchObject({ terms: approval, policyRevision: 1 });
  const lasts = Date.parse(card.expiresAt) - Date.parse(card.requestedAt);
  expect(Math.round(lasts / 60_000)).toBe(60);
  const soon = new Date(Date.now() + 60_000).toISOString();
  const sooner = (await send("sooner", { expiresAt: soon })).body;
  const other = (await world.api("GET", `/approvals/${sooner.approvalId}`, { caller: "approver" }))
    .body;
  expect(other.expiresAt).toBe(soon);
  await world.sql("UPDATE approvals SET expires_at = now() WHERE id = $1", [asked.approvalId]);
  await reaches(world, asked.id, "expired");
});

test("an edit before approval meets the rules as they are then", async () => {
  const { world, send } = await desk();
  await make(world, { effect: "require_approval" });
  const asked = (await send("hello")).body;
  await make(world, { priority: 9, effect: "block", when: { pattern: ["(?i)refund"] } });
  const refused = await world.approve(asked.approvalId, {
    content: { type: "text", text: "a <b>Re</b>fund", format: "html" },
  });
  expect([refused.status, refused.body.code]).toEqual([403, "E020"]);
  const edited = await world.approve(asked.approvalId, { content: { type: "text", text: "hi" } });
  expect(edited.status).toBe(200);
  expect((await world.message(asked.id)).policy.revision).toBe(2);
});

test("every fault of a rule is named with its place and remedy, and nothing is stored", async () => {
  const { world } = await desk();
  const answer = await make(world, {
    effect: "block",
    when: { any: [{ pattern: ["(?=x)"] }, { moon: "full" }] },
    schedule: { zone: "Berlin/Europe" },
    approval: { required: 0 },
  });
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toEqual([
    { path: "schedule.zone", message: expect.stringContaining("Europe/Berlin") },
    { path: "when.any.0.pattern.0", message: expect.stringContaining("no look-around") },
    { path: "when.any.1.moon", message: expect.stringContaining("known: all, any, not") },
    { path: "approval.required", message: expect.stringContaining("from 1 to 20") },
  ]);
  const heavy = { pattern: Array.from({ length: 9 }, (_, at) => `[ab]{${150 + at}}`) };
  const tooMuch = await make(world, { effect: "block", when: heavy });
  expect(tooMuch.body.errors).toEqual([
    { path: "when", message: expect.stringContaining("instructions") },
  ]);
  const list = await world.api("GET", "/policies", { caller: "admin" });
  expect(list.body).toEqual({ data: [], revision: 0 });
});

test("of two changes to what both have seen, one is made", async () => {
  const { world } = await desk();
  const { id } = (await make(world, { effect: "block" })).body;
  const change = (name: string, version: number) =>
    world.api("PATCH", `/policies/${id}`, { caller: "admin", body: { name, version } });
  const answers = await Promise.all([change("one", 1), change("two", 1)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const { body } = await world.api("GET", `/policies/${id}`, { caller: "admin" });
  expect(body.version).toBe(2);
  expect((await change(body.name, 2)).body.version, "what changes nothing is no change").toBe(2);
});

test("rules are put in order by whoever has seen them all", async () => {
  const { world, send } = await desk();
  const block = (await make(world, { name: "no", priority: 7, effect: "block" })).body.id;
  const allow = (await make(world, { name: "yes", effect: "auto_approve" })).body.id;
  const order = (body: object) => world.api("PUT", "/policies/order", { caller: "admin", body });
  expect((await order({ revision: 1, ids: [allow, block] })).body.code).toBe("E023");
  for (const ids of [[allow], [allow, allow], [allow, block, "pol_x"]]) {
    expect((await order({ revision: 2, ids })).body.errors).toMatchObject([{ path: "ids" }]);
  }
  const { body } = await order({ revision: 2, ids: [allow, block] });
  expect(body).toMatchObject({
    revision: 3,
    data: [
      { id: allow, priority: 20 },
      { id: block, priority: 10 },
    ],
  });
  expect((await send("hi")).body.policy).toMatchObject({ ruleId: allow, revision: 3 });
});

test("only an owner deletes; every change is in the trail with what it was and is", async () => {
  const { world } = await desk();
  const { id } = (await make(world, { name: "a", effect: "block", priority: 1 })).body;
  const body = { version: 1, effect: "escalate", schedule: { zone: "UTC", weekdays: ["mon"] } };
  await world.api("PATCH", `/policies/${id}`, { caller: "admin", body });
  for (const caller of ["admin", "sidekick"]) {
    const refused = await world.api("DELETE", `/policies/${id}`, { caller });
    expect(refused.body).toMatchObject({ status: 403, code: "E004" });
  }
  expect((await world.api("DELETE", `/policies/${id}`, { caller: "owner" })).status).toBe(204);
  expect((await world.api("GET", `/policies/${id}`, { caller: "owner" })).status).toBe(404);
  const trail = await world.sql(
    "SELECT action, detail FROM audit_entries WHERE subject_id = $1 ORDER BY id",
    [id],
  );
  const schedule = { zone: "UTC", weekdays: ["mon"] };
  expect(trail).toEqual([
    {
      action: "policy.created",
      detail: {
        revision: 1,
        diff: {
          name: { to: "a" },
          effect: { to: "block" },
          priority: { to: 1 },
          enabled: { to: true },
          when: { to: { all: [] } },
        },
      },
    },
    {
      action: "policy.changed",
      detail: {
        revision: 2,
        diff: { effect: { from: "block", to: "escalate" }, schedule: { to: schedule } },
      },
    },
    {
      action: "policy.deleted",
      detail: {
        revision: 3,
        diff: {
          name: { from: "a" },
          effect: { from: "escalate" },
          priority: { from: 1 },
          enabled: { from: true },
          when: { from: { all: [] } },
          schedule: { from: schedule },
        },
      },
    },
  ]);
});

test("a draft is asked about the past: what would have been otherwise, and why; nothing is written", async () => {
  const { world, connectionId, chatId, send } = await desk({});
  await make(world, { effect: "auto_approve" });
  const first = (await send("hello")).body;
  await reaches(world, first.id, "sent");
  const second = (await send("a refund", { metadata: { campaign: "spring" } })).body;
  const third = (await send("see example.com")).body;
  await reaches(world, third.id, "sent");
  const everything = async () =>
    Promise.all(
      [
        ...["messages", "approvals", "policies"].map(
          (table) => `SELECT * FROM ${table} ORDER BY id`,
        ),
        "SELECT id, policy_revision FROM workspaces ORDER BY id",
        // Sealing goes on meanwhile; what matters is that nothing is added.
        "SELECT id, action FROM audit_entries ORDER BY id",
      ].map((query) => world.sql(query)),
    );
  const before = await everything();
  const rule = (effect: string, when: unknown, priority = 0) => ({
    name: effect,
    effect,
    when,
    priority,
  });
  const rules = [
    rule("auto_approve", { budget: { by: ["chat"], within: "1h", max: 2 } }),
    rule("block", { all: [{ pattern: ["refund"] }, { metadata: { key: "campaign" } }] }, 9),
    rule("escalate", { firstContact: true }, 5),
  ];
  const simulate = (more: object = {}) =>
    world.api("POST", "/policies/simulate", { caller: "admin", body: { rules, ...more } });
  const { status, body } = await simulate();
  expect(status).toBe(200);
  const auto = { effect: "auto_approve", revision: 1, ruleId: expect.any(String) };
  const places = { connectionId, chatId, status: "sent", changed: true, before: auto };
  expect(body).toMatchObject({
    asked: 3,
    changed: 3,
    nextCursor: null,
    data: [
      { ...places, messageId: third.id, after: { effect: "require_approval" } },
      {
        ...places,
        status: expect.any(String),
        messageId: second.id,
        after: { effect: "block", rule: 1 },
      },
      { ...places, messageId: first.id, after: { effect: "escalate", rule: 2 } },
    ],
  });
  expect(body.data[0].after.explanation).toBe(
    "The rule “block” did not match: its text matches no pattern. " +
      "The rule “escalate” did not match: something was sent to this chat before. " +
      "The rule “auto_approve” did not match: 2 of 2 are used by chat within 1h. " +
      "No rule matched, so a person must approve.",
  );
  const page = (await simulate({ limit: 2 })).body;
  expect(page.data.map((each: { messageId: string }) => each.messageId)).toEqual([
    third.id,
    second.id,
  ]);
  const rest = (await simulate({ limit: 2, cursor: page.nextCursor })).body;
  expect(rest.data).toMatchObject([{ messageId: first.id }]);
  expect((await simulate({ until: "2026-01-01T00:00:00Z" })).body).toMatchObject({ asked: 0 });
  const faulty = await simulate({ rules: [rules[0], rule("block", { pattern: ["("] })] });
  expect(faulty.body.errors).toMatchObject([{ path: "rules.1.when.pattern.0" }]);
  expect(await everything()).toEqual(before);
});
