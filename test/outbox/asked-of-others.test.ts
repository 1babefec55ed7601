/** What those who are asked do not decide: it goes on to others, they are reminded, or somebody stands in for them. */
import { newId } from "@lumenflow/db";
import { expect, test } from "vitest";
import { approversDesk as desk, letTimePass } from "./approvers-desk.ts";
import { addPeople } from "./people.ts";

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
  // Her workspace asks for a second factor now, and she has none.
  await world.sql("UPDATE workspaces SET second_factor_required = true");
  expect((await lost.decide("bo")).body.code).toBe("E004");
  await world.sql("UPDATE workspaces SET second_factor_required = false");
  expect((await lost.decide("bo")).body.status).toBe("approved");
  const [entry] = await world.sql(
    "SELECT approver, detail FROM audit_entries WHERE subject_id = $1 AND action = 'approval.approved'",
    [lost.approvalId],
  );
  expect(entry).toEqual({ approver: `user:${world.ids.bo}`, detail: { for: `user:${ada}` } });

  // Over, it counts no more.
  const ended = await world.api("DELETE", `/delegations/${made.body.id}`, { caller: "bo" });
  expect(ended.body.code).toBe("E004");
  await world.api("DELETE", `/delegations/${made.body.id}`, { caller: "ada" });
  const third = await world.ask({ approvers: [`user:${ada}`] }, { text: "Third" });
  expect((await third.decide("bo")).body.code).toBe("E004");
  for (const [delegate, code, more] of [
    ["user:ada@example.org", "E010", {}],
    ["user:x@example.org", "E044", {}],
    ["user:x\u0000@example.org", "E010", {}],
    ["role:admin", "E010", {}],
    ["user:bo@example.org", "E010", { until: "2020-01-01T00:00:00Z" }],
  ] as const) {
    expect((await away("ada", delegate, more)).body.code, delegate).toBe(code);
  }
  expect((await away("sidekick", "user:bo@example.org")).body.code).toBe("E004");
});

test("through somebody who is away nobody decides what either of them, or a key of one, asked for", async () => {
  const world = await desk();
  const { workspaceId, database } = world;
  const ids = { ...world.ids, ...(await addPeople(world, { dee: "owner" })) };
  // Whatever role they have later, they could ask once.
  for (const name of ["ada", "bo"] as const) {
    const role = "approver" as const;
    world.principal(name, { kind: "user", id: ids[name], role });
  }
  const standIn = (caller: string, delegate: string) =>
    world.api("POST", "/delegations", {
      caller,
      body: { delegate: `user:${delegate}@example.org`, until: "2030-01-01T00:00:00Z" },
    });
  await standIn("ada", "bo");
  await standIn("dee", "bo");
  await standIn("ada", "dee");
  /** A key that somebody made, as a caller. */
  async function keyOf(maker: "ada" | "bo" | "dee"): Promise<string> {
    const id = newId("apiKey");
    const name = `key of ${maker}`;
    const createdBy = `user:${ids[maker]}`;
    const digest = Buffer.from(id);
    const scopes = ["messages:send"];
    await database.keys.add({ id, workspaceId, name, hint: "lf_", digest, scopes, createdBy });
    return world.principal(name, { id, name });
  }
  let asked = 0;
  /** Whether somebody may, asked by somebody else under a rule that names one person alone. */
  async function may(by: string, named: "ada" | "dee", requester: string) {
    asked += 1;
    const approvers = [`user:${ids[named]}`];
    const { see, decide } = await world.ask({ approvers }, { text: `case ${asked}.`, requester });
    const { mayDecide } = await see(by);
    const { status, body } = await decide(by);
    expect(mayDecide).toBe(status === 200);
    return status === 200 ? "decides" : body.detail;
  }
  const [adas, bos, dees] = [await keyOf("ada"), await keyOf("bo"), await keyOf("dee")];
  const barred = expect.stringContaining("somebody else's place");
  expect(await may("bo", "ada", "sidekick")).toBe("decides");
  // The delegate's own, and that of a key of theirs, also where they may change rules.
  for (const requester of ["bo", bos]) {
    expect(await may("bo", "ada", requester)).toContain("Whoever asked");
  }
  expect(await may("dee", "ada", dees)).toEqual(barred);
  // That of whoever is away, and of a key about which they could not decide either.
  expect(await may("bo", "ada", "ada")).toEqual(barred);
  expect(await may("bo", "ada", adas)).toEqual(barred);
  // An owner decides about what their key asks; so does whoever they leave it to.
  expect(await may("bo", "dee", dees)).toBe("decides");
  expect(await may("bo", "dee", "dee")).toEqual(barred);

  // Nor does a key make two of them where two must approve.
  const two = { approvers: [`user:${ids.ada}`, "role:owner"], required: 2 };
  const { decide, see } = await world.ask(two, { text: "two of them" });
  expect((await decide("bo")).body.missing).toBe(1);
  expect((await decide("bo")).body.missing).toBe(1);
  expect((await see()).decisions).toHaveLength(1);
});
