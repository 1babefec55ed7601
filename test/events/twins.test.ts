/** The same version of a message under two update ids: stored twice, linked, told once. */
import { describe, expect, test } from "vitest";
import { createDatabase, eventually } from "../harness/index.ts";
import { enqueue, stored } from "../ingress/batches.ts";
import { createWorld } from "../ingress/world.ts";
import { addEndpoint, toldUpdateIds } from "./setup.ts";

async function setup() {
  const databaseUrl = await createDatabase();
  const world = await createWorld({ databaseUrl, backend: { kind: "postgres", url: databaseUrl } });
  await world.dispatch();
  const { database, workspaceId } = world;
  const bot = await world.addBot();
  const endpointId = await addEndpoint(database, { workspaceId });
  /** Stores the batch and says, by update ids, who is whose twin. */
  async function receive(bodies: readonly string[], by = bot): Promise<void> {
    const before = await database.prisma.update.count();
    await enqueue(world, by, bodies);
    await eventually(async () => (await database.prisma.update.count()) === before + bodies.length);
  }
  async function twins(): Promise<Record<string, string>> {
    const rows = await stored(world);
    const byId = new Map(rows.map((row) => [row.id, String(row.updateId)]));
    return Object.fromEntries(
      rows.flatMap(({ updateId, twinOf }) =>
        twinOf === null ? [] : [[String(updateId), byId.get(twinOf) ?? "nobody"]],
      ),
    );
  }
  return { world, bot, receive, twins, told: () => toldUpdateIds(database, endpointId) };
}

const update = (updateId: number, kind: string, messageId: number, more = "") =>
  `{"update_id":${updateId},\n"${kind}":{"message_id":${messageId},"date":1700000000,"chat":{"id":5,"type":"private"}${more}}}`;

describe("twins", () => {
  test("are told of once, whether they come together, later, or a third time", async () => {
    const { receive, twins, told, world } = await setup();
    await receive([update(1, "message", 7), update(2, "message", 8), update(3, "message", 7)]);
    await receive([update(4, "message", 7), update(5, "message", 8), update(6, "message", 9)]);
    expect(await twins()).toEqual({ 3: "1", 4: "1", 5: "2" });
    expect(await told()).toEqual([["1"], ["2"], ["6"]]);

    const key = await world.apiKey(["updates:read"]);
    const page = JSON.parse((await world.get("/updates", key)).text);
    const [first, , third] = page.data;
    expect(third).toMatchObject({ updateId: "3", twinOf: first.id });
    expect(first).not.toHaveProperty("twinOf");
  });

  test("of every kind of message, and of each version by itself", async () => {
    const { receive, twins, told } = await setup();
    const kinds = ["channel_post", "business_message", "edited_message", "edited_channel_post"];
    const all = [...kinds, "edited_business_message"];
    await receive(all.map((kind, index) => update(10 + index, kind, 7, ',"edit_date":1')));
    await receive(all.map((kind, index) => update(20 + index, kind, 7, ',"edit_date":1')));
    await receive(all.map((kind, index) => update(30 + index, kind, 7, ',"edit_date":2')));
    expect(await twins()).toEqual({ 20: "10", 21: "11", 22: "12", 23: "13", 24: "14" });
    expect(await told()).toHaveLength(10);
  });

  test("are not what only looks alike", async () => {
    const { receive, twins, told, world } = await setup();
    const other = await world.addBot();
    await receive([
      update(1, "message", 7, ',"text":"a"'),
      update(2, "message", 7, ',"text":"b"'),
      // Telegram edits again within a second, or without a new date.
      update(3, "edited_message", 7, ',"edit_date":1,"text":"a"'),
      update(4, "edited_message", 7, ',"edit_date":1,"text":"b"'),
      // Scheduled and ephemeral messages have no id of their own.
      update(5, "message", 0),
      update(6, "message", 0),
      // A button can be pressed again, and the same reaction given.
      `{"update_id":7,"poll_answer":{"poll_id":"1","user":{"id":1},"option_ids":[0]}}`,
      `{"update_id":8,"poll_answer":{"poll_id":"1","user":{"id":1},"option_ids":[0]}}`,
    ]);
    await receive([update(9, "message", 7, ',"text":"a"')], other);
    expect(await twins()).toEqual({});
    expect(await told()).toHaveLength(9);
  });
});
