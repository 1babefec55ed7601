/** Who decides and how many must, also about what the message becomes by an edit. */
import { newId } from "@lumenflow/db";
import { expect, test } from "vitest";
import { approversDesk as desk } from "./approvers-desk.ts";

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
    expect([status, body.code, body.errors[0].path]).toEqual([404, "E044", "approval"]);
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

test("whoever repeats their own edit gets what came of it; the digest lets nothing else through", async () => {
  const world = await desk();
  const { digest, see, decide } = await world.ask({ required: 2 });
  const content = { type: "text", text: "Hello, Ada" };
  const other = { type: "text", text: "Hello, Bo" };
  // Of the same request sent several times at once, one counts, and all are told the same.
  const edits = await Promise.all([1, 2, 3].map(() => decide("ada", { content })));
  expect(edits.map(({ status, body }) => [status, body.missing])).toEqual(
    edits.map(() => [200, 1]),
  );
  const edited = await see();
  expect([edited.edits.length, edited.decisions.length]).toEqual([1, 1]);
  const late = { status: 409, body: { code: "E023" } };
  for (const [caller, more] of [
    ["ada", { content: other }],
    ["ada", {}],
    ["ada", { content, digest: "sha256:0" }],
    ["ada", { decision: "rejected" }],
    ["bo", { content }],
    ["bo", {}],
  ] as const) {
    expect(await decide(caller, more), JSON.stringify([caller, more])).toMatchObject(late);
  }
  expect(await decide("ada", { content })).toMatchObject({ status: 200, body: edited });

  const mine = { digest: edited.digest };
  expect((await decide("bo", mine)).body.status).toBe("approved");
  const approved = await see();
  for (const [caller, more] of [
    ["ada", { content }],
    ["ada", mine],
    ["bo", mine],
    ["bo", { ...mine, content }],
  ] as const) {
    expect(await decide(caller, more)).toMatchObject({
      ...{ status: 200 },
      body: { decisions: approved.decisions, edits: approved.edits },
    });
  }
  for (const [caller, more] of [
    ["ada", { content: other }],
    ["ada", {}],
    ["bo", { content }],
    ["cy", { content }],
    ["cy", { digest }],
    ["bo", { ...mine, decision: "rejected" }],
  ] as const) {
    expect(await decide(caller, more), JSON.stringify([caller, more])).toMatchObject(late);
  }

  // Where somebody has changed it again, the first edit is not what it says any more.
  const again = await world.ask({ required: 2 }, { text: "Once more" });
  const first = await again.decide("ada", { content });
  await again.decide("bo", { content: other, digest: first.body.digest });
  expect(await again.decide("ada", { content })).toMatchObject(late);
});

test("whoever may decide no more takes along what they said, as long as nothing is decided", async () => {
  const world = await desk();
  const { workspaceId, database, ids } = world;
  const keyId = newId("apiKey");
  await database.keys.add({
    ...{ id: keyId, workspaceId, name: "Robot", hint: "lf_", digest: Buffer.from(keyId) },
    ...{ scopes: ["approvals:decide"], createdBy: `user:${ids.cy}` },
  });
  world.principal("robot", { id: keyId, name: "Robot" });
  const { approvalId, see, decide } = await world.ask({ required: 3 });
  await decide("ada");
  expect((await decide("robot")).body.missing).toBe(1);
  await database.keys.revoke(workspaceId, keyId, "system");
  await database.members.setRole(workspaceId, ids.ada, "viewer");
  expect(await see("bo")).toMatchObject({
    ...{ status: "pending", missing: 3 },
    decisions: [{ voidedAt: expect.any(String) }, { voidedAt: expect.any(String) }],
  });
  const trail = await world.sql(
    "SELECT approver FROM audit_entries WHERE subject_id = $1 AND action = 'approval.vote_voided' ORDER BY id",
    [approvalId],
  );
  expect(trail).toEqual([{ approver: `key:${keyId}` }, { approver: `user:${ids.ada}` }]);
  // Back again, they may say it again, and it counts once.
  await database.members.setRole(workspaceId, ids.ada, "approver");
  expect((await decide("ada")).body.missing).toBe(2);
  await decide("bo");
  expect((await decide("cy")).body.status).toBe("approved");
  // What is decided stays decided.
  await database.members.remove(workspaceId, ids.bo);
  expect(await see("cy")).toMatchObject({ status: "approved" });
  expect((await see("cy")).decisions.at(-2)).toMatchObject({ by: { name: "bo" }, voidedAt: null });
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
  // From those who are asked first to a rule that passes them over.
  const level = { approvers: ["role:approver"], escalateAfter: "1h", escalateTo: ["role:admin"] };
  await rule(level, "a contract", "escalate");
  const passed = await world.ask(level, { text: "Dear all" });
  expect((await passed.decide("ada", text("a contract"))).body.code).toBe("E023");
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
  // Said again, it is said already.
  const repeated = { decision: "approved", digest, ...text("a refund") };
  const again = await world.api("POST", `${path}/resolve`, { caller: "ada", body: repeated });
  expect(again).toMatchObject({ status: 200, body: { status: "pending", decisions: [] } });
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
