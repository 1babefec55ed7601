/** What is removed, and how the rest still proves itself: old entries at a checkpoint, texts with their salt. */
import { createHash } from "node:crypto";
import { exportTrail, proveFile, proveTrail, writeFile } from "@lumenflow/audit";
import { checkpointPurpose } from "@lumenflow/governance";
import { expect, test } from "vitest";
import { cutAudit } from "../../services/keeper/src/timers/cut-audit.ts";
import { forgetMessages } from "../../services/keeper/src/timers/forget-messages.ts";
import { sealAudit } from "../../services/keeper/src/timers/seal-audit.ts";
import { setup as setupOutbox } from "../outbox/setup.ts";
import { setup } from "./setup.ts";

async function* textOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const piece of pieces) yield Buffer.from(piece).toString();
}

test("a trail that retention cut at a signed checkpoint is proven from there, and says what is gone", async () => {
  const world = await setup();
  const { database, workspaceId, signer, sql } = world;
  const cut = (days = 0) => cutAudit({ ...database, days }).run();
  await world.append(3);
  await world.seal();
  await cut(30);
  expect(await world.chain()).toHaveLength(4);

  // A second checkpoint is kept behind so many.
  await sql(
    `INSERT INTO audit_entries (id, workspace_id, action, initiator)
     SELECT 'aud_' || n, $1, 'test.many', 'system' FROM generate_series(1, 1000) n`,
    [workspaceId],
  );
  await world.seal();
  await world.append(2);
  await world.seal();
  // Two keepers at once, and whoever proves the trail meanwhile finds no fault.
  const [, , proof] = await Promise.all([cut(), cut(), world.prove()]);
  expect(proof).toMatchObject({ ok: true });
  expect(await world.prove()).toMatchObject({ ok: true, after: 1_004, entries: 2, broken: null });
  await world.seal();
  expect(await world.prove()).toMatchObject({ ok: true, after: 1_004, unsealed: 0 });
  const [told] = await sql("SELECT detail FROM audit_entries WHERE action = 'audit.trimmed'");
  expect(told).toMatchObject({ detail: { through: 1_004 } });

  const records = await exportTrail(database.trails, { workspaceId });
  const file = await proveFile(
    textOf(writeFile(records, "jsonl")),
    (publicKey) => publicKey === signer.publicKey,
  );
  expect(file).toMatchObject({ ok: true, after: 1_004 });

  // Nothing more is due: nothing is said again.
  const before = await world.chain();
  await cut(30);
  await world.seal();
  expect(await world.chain()).toEqual(before);
});

test("no digest of a text enters the trail bare, and a purged text cannot be found from what did", async () => {
  const outbox = await setupOutbox({ sender: false });
  const { api, approve, sql, database, workspaceId } = outbox;
  const { connectionId, botId } = await outbox.connect();
  const chatId = await outbox.chat(botId);
  const kept = await outbox.send(connectionId, chatId, "yes");
  const ended = await outbox.send(connectionId, chatId, "no");
  await approve(kept.body.approvalId, { content: { type: "text", text: "yes, please" } });
  await api("POST", `/messages/${ended.body.id}/cancel`);

  const entries = await database.audit.list(workspaceId, { subject: ended.body.id }, { limit: 50 });
  expect(entries.map(({ action }) => action).toSorted()).toEqual([
    ...["approval.cancelled", "approval.requested", "message.cancelled", "message.requested"],
  ]);
  const salted = entries.filter(({ inputDigest }) => inputDigest !== null);
  expect(salted).toHaveLength(3);
  for (const { inputDigest, opening } of salted) {
    const hash = createHash("sha256").update(Buffer.from(opening?.salt ?? "", "hex"));
    expect(inputDigest).toBe(`salted-sha256:${hash.update(opening?.digest ?? "").digest("hex")}`);
  }

  const [signer] = outbox.keyring.signingKeys(checkpointPurpose);
  await sealAudit({ ...database, signer }).run();
  await forgetMessages({ messages: database.messages, days: 0 }).run();
  const after = await database.audit.list(workspaceId, { subject: ended.body.id }, { limit: 50 });
  expect(after.map(({ opening }) => opening)).toEqual([null, null]);
  const trail = JSON.stringify(await sql("SELECT * FROM audit_entries"));
  expect(trail).toContain("salted-sha256:");
  expect(trail).not.toMatch(/"sha256:/);
  const trusts = (publicKey: string) => publicKey === signer.publicKey;
  expect(await proveTrail(database.trails, workspaceId, trusts)).toMatchObject({
    ok: true,
    unsealed: 0,
  });
});
