/**
 * Whatever happens in whichever order (claims, answers early, late and never, crashes and take-overs,
 * pauses, approvals, edits, cancellations, expiry, decisions), nothing goes out twice, unapproved or
 * out of order, and everything comes to an end.
 */
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { answerCall, askFor, commands, stepOwner } from "./interleavings/commands.ts";
import { type Ground, openGround, trustedChat, type World } from "./interleavings/world.ts";

/** To make a run again, put here what the report of a failure says: `seed` and `path`, and `replayPath`. */
const again: { seed?: number; path?: string; replayPath?: string } = {};

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.stop());

test("no interleaving sends twice, unapproved or out of order, and none loses anything", async () => {
  const { replayPath, ...start } = again;
  const sequences = fc.commands(commands, {
    maxCommands: 60,
    size: "max",
    ...(replayPath !== undefined && { replayPath }),
  });
  const property = fc.asyncProperty(sequences, async (sequence) => {
    const world = await ground.fresh();
    await beginLine(world);
    await fc.asyncModelRun(() => world, sequence);
    await settle(world);
  });
  await fc.assert(property, {
    ...start,
    numRuns: 200,
    interruptAfterTimeLimit: 20_000,
    endOnFailure: false,
  });
}, 90_000);

/** A line that its owner knows already, with enough in it for what happens to matter. */
async function beginLine({ model, real }: World): Promise<void> {
  const asked = { chatId: trustedChat, priority: "bulk", later: false } as const;
  for (const parts of [1, 3, 1, 1]) await askFor(model, real, { ...asked, parts });
  await stepOwner(model, real, 0);
}

/** Everybody gets well, every doubt is decided, and the line is sent to its end: nothing approved is left. */
async function settle({ model, real }: World): Promise<void> {
  const { workspaceId, connectionId: id } = real;
  model.paused = false;
  for (const message of model.messages.values()) {
    await real.forge(message.id, false);
    message.forged = false;
  }
  await real.database.connections.resume({
    workspaceId,
    id,
    direction: "outbound",
    initiator: "user:x",
  });
  await real.query("UPDATE connections SET status = 'active' WHERE id = $1", [id]);
  for (const owner of real.owners)
    for (const call of [...owner.calls]) await answerCall(call, "delivered");
  await real.expireDue();
  await real.query(
    "UPDATE messages SET send_at = now() - interval '1 second' WHERE connection_id = $1 AND status = 'scheduled'",
    [id],
  );
  await real.releaseDue();
  await real.takeOver();
  const doubtful = await real.query<{ id: string }>(
    "SELECT id FROM messages WHERE connection_id = $1 AND status = 'uncertain'",
    [id],
  );
  for (const { id } of doubtful) {
    await real.api("POST", `/messages/${id}/resolve`, {
      body: { outcome: "delivered", reason: "x" },
    });
  }
  // What a decision lets go on may have expired meanwhile.
  await real.expireDue();
  while (await stepOwner(model, real, 0)) {
    for (const call of [...(real.owners.at(-1)?.calls ?? [])]) await answerCall(call, "delivered");
  }
  await real.check();
  const left = await real.query<{ id: string; status: string }>(
    `SELECT id, status FROM messages WHERE connection_id = $1
       AND status IN ('queued', 'sending', 'scheduled', 'uncertain')`,
    [id],
  );
  if (left.length > 0) throw new Error(`left: ${JSON.stringify(left)}`);
}
