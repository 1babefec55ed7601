/**
 * Whoever approves, rejects, edits, withdraws, escalates or lets time pass at the same instant, in
 * whichever order: a message goes out only with as many approvals of what it says as it needs, and
 * never after a rejection.
 */
import { type Database, newId, createDatabase as openDatabase } from "@lumenflow/db";
import { createLogger } from "@lumenflow/runtime";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { escalate } from "../../services/keeper/src/timers/escalate.ts";
import { expire } from "../../services/keeper/src/timers/expire.ts";
import { bareConnection, createDatabase } from "../harness/index.ts";
import { createDesk, type Desk } from "./desk.ts";

const people = ["a", "b", "c", "d"] as const;
type Person = (typeof people)[number];

type Action =
  | { readonly do: "approve" | "reject" | "edit"; readonly by: Person; readonly stale: boolean }
  | { readonly do: "cancel" | "lapse" | "escalate" };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: deciding("approve") },
  { weight: 1, arbitrary: deciding("reject") },
  { weight: 2, arbitrary: deciding("edit") },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Action>({ do: "cancel" }, { do: "lapse" }, { do: "escalate" }),
  },
);

function deciding(what: "approve" | "reject" | "edit"): fc.Arbitrary<Action> {
  return fc.record({ do: fc.constant(what), by: fc.constantFrom(...people), stale: fc.boolean() });
}

let database: Database;
let desk: Desk;
let connectionId: string;
const workspaceId = newId("workspace");
const ids = new Map(people.map((name) => [name, newId("user")]));
let asked = 0;

beforeAll(async () => {
  const logger = createLogger({ name: "races", level: "silent" });
  database = openDatabase({ url: await createDatabase(), logger, poolSize: 12 });
  desk = createDesk({ database, queues: { ringAll: async () => undefined }, logger, workspaceId });
  for (const component of [database, ...desk.components]) await component.start();
  await database.workspaces.add({ id: workspaceId, name: "Shop" }, "system");
  for (const [name, id] of ids) desk.principal(name, { kind: "user", id, role: "approver" });
  connectionId = newId("connection");
  const bot = { id: "1", username: "b_bot", name: "Shop" };
  await database.connections.add(bareConnection({ id: connectionId, workspaceId, bot }));
});
afterAll(async () => {
  for (const component of [database, ...desk.components].toReversed()) await component.stop();
});

test("no race lets a message out that too few have approved, or that somebody has rejected", async () => {
  const rounds = fc.array(fc.array(action, { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 4,
  });
  const property = fc.asyncProperty(
    rounds,
    fc.integer({ min: 1, max: 3 }),
    fc.boolean(),
    async (rounds, required, handOver) => {
      const race = await begin(required, handOver);
      for (const round of rounds) {
        const seen = await race.digest();
        await Promise.all(round.map((each) => race.act(each, seen)));
        await check(race.approvalId);
      }
    },
  );
  await fc.assert(property, { numRuns: 150, interruptAfterTimeLimit: 12_000, endOnFailure: false });
}, 60_000);

/** Asks under a rule by which two levels decide. */
async function begin(required: number, handOver: boolean) {
  const [a, b, c, d] = [...ids.values()].map((id) => `user:${id}`);
  const approval = {
    ...{ required, handOver, approvers: [a, b, c], escalateAfter: "1h" },
    escalateTo: [[b, c, d], ["role:approver"]],
  };
  await database.pool.query("DELETE FROM policies");
  await database.pool.query(
    `INSERT INTO policies (id, workspace_id, name, priority, effect, "when", approval)
     VALUES ($1, $2, 'r', 1, 'require_approval', '{"all":[]}', $3)`,
    [newId("policy"), workspaceId, JSON.stringify(approval)],
  );
  asked += 1;
  const content = { type: "text", text: `message ${asked}` };
  const body = { connectionId, chatId: "7", content };
  const { body: made } = await desk.api("POST", "/messages", { key: `k-${asked}`, body });
  const { approvalId, id: messageId } = made as { approvalId: string; id: string };
  const first = await digest();
  let edits = 0;

  async function digest(): Promise<string> {
    const { rows } = await database.pool.query("SELECT digest FROM approvals WHERE id = $1", [
      approvalId,
    ]);
    return rows[0].digest;
  }

  async function act(action: Action, seen: string): Promise<void> {
    switch (action.do) {
      case "cancel":
        await desk.api("POST", `/messages/${messageId}/cancel`);
        return;
      case "lapse":
        await database.pool.query(
          "UPDATE approvals SET expires_at = now() WHERE id = $1 AND status = 'pending'",
          [approvalId],
        );
        await expire({ database }).run();
        return;
      case "escalate":
        await database.pool.query(
          "UPDATE approvals SET escalate_at = now() WHERE id = $1 AND escalate_at IS NOT NULL",
          [approvalId],
        );
        await escalate({ database }).run();
        return;
      default: {
        edits += 1;
        const words = { type: "text", text: `message ${asked}, edit ${edits}` };
        const { status } = await desk.api("POST", `/approvals/${approvalId}/resolve`, {
          caller: action.by,
          body: {
            decision: action.do === "reject" ? "rejected" : "approved",
            digest: action.stale ? first : seen,
            ...(action.do === "edit" && { content: words }),
          },
        });
        expect([200, 403, 409]).toContain(status);
      }
    }
  }

  return { approvalId, messageId, act, digest };
}

const statusOfMessage: Record<string, string> = {
  pending: "pending_approval",
  approved: "queued",
  rejected: "rejected",
  expired: "expired",
  cancelled: "cancelled",
};

async function check(approvalId: string): Promise<void> {
  const { rows } = await database.pool.query(
    `SELECT a.status, a.required, a.digest, m.status AS message, m.digest AS "messageDigest",
       (SELECT jsonb_agg(jsonb_build_object('decision', d.decision, 'digest', d.digest,
          'by', d.approver_id)) FROM approval_decisions d
        WHERE d.approval_id = a.id AND d.voided_at IS NULL) AS votes,
       (SELECT count(*)::int FROM audit_entries e WHERE e.subject_id = a.id
          AND e.action IN ('approval.approved', 'approval.rejected')) AS decided,
       (SELECT count(*)::int FROM message_transitions t
        WHERE t.message_id = m.id AND t.status = 'queued') AS released,
       (SELECT count(*)::int FROM message_parts p
        WHERE p.message_id = m.id AND p.status = 'queued') AS queued
     FROM approvals a JOIN messages m ON m.id = a.message_id WHERE a.id = $1`,
    [approvalId],
  );
  const [found] = rows;
  const votes: { decision: string; digest: string; by: string }[] = found.votes ?? [];
  const approvals = votes.filter(({ decision }) => decision === "approved");
  const rejections = votes.filter(({ decision }) => decision === "rejected");
  expect(new Set(votes.map(({ by }) => by)).size, "each is heard once").toBe(votes.length);
  expect(found.messageDigest, "the approval is about what would go out").toBe(found.digest);
  for (const { digest } of votes) expect(digest, "about what it says now").toBe(found.digest);
  const approved = found.status === "approved";
  const message = found.message === "cancelled" ? ["cancelled", "approved"] : [found.status];
  // What was approved can be withdrawn as long as it has not gone out.
  if (found.message === "cancelled") expect(message).toContain(found.status);
  else expect(found.message).toBe(statusOfMessage[found.status]);
  expect(rejections.length).toBe(found.status === "rejected" ? 1 : 0);
  if (approved) expect(approvals.length, "exactly the last missing one").toBe(found.required);
  else expect(approvals.length).toBeLessThan(found.required);
  expect(found.decided).toBe(approved || found.status === "rejected" ? 1 : 0);
  expect(found.released).toBe(approved ? 1 : 0);
  expect(found.queued).toBe(approved && found.message === "queued" ? 1 : 0);
}
