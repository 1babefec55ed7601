/** What a message said is forgotten on demand: that it was sent, who allowed it and the trail that proves it stay. */
import { proveTrail } from "@lumenflow/audit";
import { checkpointPurpose } from "@lumenflow/governance";
import { expect, test } from "vitest";
import { sealAudit } from "../../services/keeper/src/timers/seal-audit.ts";
import { eventually } from "../harness/index.ts";
import { cardsDesk, labelsOf, png } from "./cards-desk.ts";

/** Everything that is kept, in one text. */
const tables = [
  "messages",
  "message_parts",
  "message_transitions",
  "message_uploads",
  "approvals",
  "approval_decisions",
  "approval_edits",
  "approval_cards",
  "uploads",
  "upload_chunks",
  "audit_entries",
];

test("a purged message is known by its digests alone, and the trail proves itself", async () => {
  const world = await cardsDesk();
  const { database, keyring, workspaceId, sql, api } = world;
  const ada = await world.link("ada");
  const photo = await world.upload(new Uint8Array(png), "kovacs.png");
  const words = { reason: "Kovacs asked", metadata: { name: "Kovacs" } };
  const content = { type: "photo", uploadId: photo.body.id, caption: "Kovacs, as it was" };
  const asked = await world.ask(world.connectionId, world.chatId, content, words);
  const { id, approvalId } = asked.body;
  await world.cardWith(ada, "Kovacs", "Approve", "Reject");
  expect((await api("POST", `/messages/${id}/purge`)).body.code).toBe("E023");
  const edited = { ...content, caption: "Kovacs, as it is" };
  const approved = await world.approve(approvalId, { content: edited, reason: "For Kovacs" });
  expect(approved.status).toBe(200);
  await world.until(id, "sent");
  await world.cardWith(ada, "Kovacs");
  const kept = async () => {
    const rows = await Promise.all(tables.map((table) => sql(`SELECT * FROM ${table}`)));
    return JSON.stringify(rows);
  };
  const { digest } = (await api("GET", `/approvals/${approvalId}`)).body;
  const before = await api("GET", `/messages/${id}`);
  expect(await kept()).toContain("Kovacs");
  expect(await kept()).toContain(digest);

  // Cards that show it may still be on their way.
  const purged = await eventually(async () => {
    const answer = await api("POST", `/messages/${id}/purge`);
    return answer.status === 200 && answer;
  });
  expect(purged.body).toMatchObject({
    ...{ content: { type: "purged" }, reason: null, metadata: null, status: "sent" },
    ...{ messageIds: before.body.messageIds, purgedAt: expect.any(String) },
    parts: [{ method: "sendPhoto", payload: {} }],
    timeline: [
      ...before.body.timeline.map(({ status }: { status: string }) => ({ status })),
      {
        ...{ status: "sent", detail: "text purged" },
      },
    ],
  });
  const again = await api("POST", `/messages/${id}/purge`);
  expect(again.body).toEqual(purged.body);

  // The card says so as well, and then it is nowhere.
  await eventually(async () => /purged/.test((await world.card(ada, "purged")).text ?? ""));
  expect(labelsOf(await world.card(ada, "purged"))).toEqual([]);
  const left = await kept();
  for (const word of ["Kovacs", "kovacs", digest, photo.body.sha256]) {
    expect(left).not.toContain(word);
  }
  // Message, approval and trail mean the same still, and nothing opens it.
  const after = (await api("GET", `/approvals/${approvalId}`)).body;
  expect(after).toMatchObject({
    ...{ status: "approved", content: { type: "purged" }, decisionReason: null },
    edits: [{ digest: after.digest, before: { type: "purged" } }],
    decisions: [{ digest: after.digest, reason: null }],
  });
  const entries = await database.audit.list(workspaceId, { subject: id }, { limit: 50 });
  const decision = entries.find(({ action }) => action === "approval.approved");
  expect(decision?.inputDigest).toBe(after.digest);
  expect(entries.find(({ action }) => action === "message.purged")).toMatchObject({
    ...{ subjectId: id, initiator: expect.stringMatching(/^key:/) },
  });
  for (const { opening } of entries) expect(opening).toBeNull();
  const [signer] = keyring.signingKeys(checkpointPurpose);
  await sealAudit({ trails: database.trails, transaction: database.transaction, signer }).run();
  const proof = await proveTrail(database.trails, workspaceId, (key) => key === signer.publicKey);
  expect(proof).toMatchObject({ broken: null });
});

test("what was purged is neither sent again nor tried on rules", async () => {
  const world = await cardsDesk();
  const { api } = world;
  await world.rule("auto_approve");
  const description = "Forbidden: bot was blocked by the user";
  const answer = { status: 403, errorCode: 403, description };
  const fault = { botId: world.botId, method: "sendMessage", chatId: world.chatId, answer };
  await world.control("POST", "/faults", fault);
  const { id } = await world.asking("never arrives");
  await world.until(id, "failed");
  expect((await api("POST", `/messages/${id}/purge`)).status).toBe(200);
  const retried = await api("POST", `/messages/${id}/retry`);
  expect(retried).toMatchObject({ status: 409, body: { code: "E023" } });
  const tried = await api("POST", "/policies/simulate", { caller: "owner", body: { rules: [] } });
  expect(tried.body).toMatchObject({ asked: 0, data: [] });
  expect((await api("POST", `/messages/${id}/purge`, { caller: "stranger" })).status).toBe(404);
});
