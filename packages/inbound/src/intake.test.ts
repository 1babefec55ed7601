import type { InboundConnection, IngestLayout } from "@lumenflow/db";
import { type Partition, partitionOf, type ReceivedUpdate } from "@lumenflow/jobs";
import { PartitionSealed, type Queues, QueueUnavailable } from "@lumenflow/queue";
import { createLogger } from "@lumenflow/runtime";
import { afterEach, describe, expect, test, vi } from "vitest";
import { BufferFull } from "./batcher.ts";
import { createIntake } from "./intake.ts";

const logger = createLogger({ name: "test", level: "silent" });
const connection = { connectionId: "conn_1", workspaceId: "ws_1" } as InboundConnection;

interface Added extends Partition {
  readonly updates: readonly ReceivedUpdate[];
}

/** A queue that takes everything into epochs that are not sealed. */
async function setup(epochs: IngestLayout[]) {
  const added: Added[] = [];
  const sealed = new Set<number>();
  let away = false;
  let asked = 0;
  const newest = async () => {
    if (away) throw new Error("Postgres is away");
    return epochs.at(-1) as IngestLayout;
  };
  const enqueue: Queues["enqueue"] = async (_job, payload, partition) => {
    added.push({ ...partition, ...(payload as Pick<Added, "updates">) });
    if (sealed.has(partition.epoch)) throw new PartitionSealed("sealed");
  };
  const { intake, intakeAll, component } = createIntake({
    partitions: {
      current: newest,
      openAfter() {
        asked += 1;
        return newest();
      },
    },
    queues: { enqueue },
    metrics: { flushed: () => undefined },
    logger,
  });
  await component.start();
  return {
    added,
    sealed,
    asked: () => asked,
    away: (is: boolean) => {
      away = is;
    },
    component,
    give: (id: number, chat = id) => intake(connection, body(id, chat)),
    giveAll: (chat: number, ids: readonly number[]) =>
      intakeAll(
        connection,
        ids.map((id) => body(id, chat)),
      ),
  };
}

function body(id: number, chat: number) {
  const text = `{"update_id":${id}}`;
  return { text, bytes: text.length, chatLane: `chat:${chat}`, updateId: `${id}` };
}

const line = (chat: number, count: number) =>
  partitionOf({ connectionId: "conn_1", chatKey: `chat:${chat}` }, count);

afterEach(() => {
  vi.useRealTimers();
});

describe("the intake", () => {
  test("adds an update to the partition of its chat", async () => {
    const { give, added, component } = await setup([{ epoch: 1, count: 8 }]);
    await give(7);
    expect(added).toMatchObject([{ epoch: 1, index: line(7, 8) }]);
    expect(added[0]?.updates).toMatchObject([{ ...connection, body: '{"update_id":7}' }]);
    await component.stop();
  });

  test("adds again, to the next epoch, what met a seal, and says that it is durable only then", async () => {
    const epochs = [{ epoch: 1, count: 8 }];
    const { give, added, sealed, asked, component } = await setup(epochs);
    await give(1);
    sealed.add(1);
    epochs.push({ epoch: 2, count: 3 });
    await Promise.all([2, 3, 4, 5, 6, 7].map((id) => give(id)));
    const next = added.filter(({ epoch }) => epoch === 2);
    const placed = next.flatMap(({ index, updates }) => updates.map(({ body }) => [body, index]));
    expect(Object.fromEntries(placed)).toEqual(
      Object.fromEntries([2, 3, 4, 5, 6, 7].map((id) => [`{"update_id":${id}}`, line(id, 3)])),
    );
    expect(asked()).toBe(1);
    await component.stop();
  });

  test("several of a chat keep their order over a seal", async () => {
    const epochs = [{ epoch: 1, count: 8 }];
    const { giveAll, added, sealed, component } = await setup(epochs);
    const ids = Array.from({ length: 300 }, (_, index) => index + 1);
    sealed.add(1);
    epochs.push({ epoch: 2, count: 3 });
    await giveAll(7, ids);
    const next = added.filter(({ epoch }) => epoch === 2);
    expect(new Set(next.map(({ index }) => index))).toEqual(new Set([line(7, 3)]));
    const bodies = next.flatMap(({ updates }) => updates.map(({ body: text }) => text));
    expect(bodies).toEqual(ids.map((id) => `{"update_id":${id}}`));
    await component.stop();
  });

  test("refuses while no later epoch is known, and goes on as soon as there is one", async () => {
    const epochs = [{ epoch: 1, count: 2 }];
    const { give, sealed, away, component } = await setup(epochs);
    sealed.add(1);
    await expect(give(1)).rejects.toThrow(/sealed in the queue/);
    away(true);
    await expect(give(1)).rejects.toThrow("Postgres is away");
    away(false);
    epochs.push({ epoch: 2, count: 2 });
    await give(1);
    await component.stop();
  });

  test("finds the next epoch by itself within a second, and keeps the last one while Postgres is away", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const epochs = [{ epoch: 1, count: 2 }];
    const { give, added, away, component } = await setup(epochs);
    away(true);
    await vi.advanceTimersByTimeAsync(5_000);
    await give(1);
    away(false);
    epochs.push({ epoch: 2, count: 4 });
    await vi.advanceTimersByTimeAsync(1_000);
    await give(1);
    expect(added.map(({ epoch }) => epoch)).toEqual([1, 2]);
    await component.stop();
  });

  test("passes on that the queue is away", async () => {
    const { intake, component } = createIntake({
      partitions: {
        current: async () => ({ epoch: 1, count: 2 }),
        openAfter: async () => ({ epoch: 1, count: 2 }),
      },
      queues: {
        async enqueue() {
          throw new QueueUnavailable("away");
        },
      },
      metrics: { flushed: () => undefined },
      logger,
    });
    await component.start();
    const body = { text: "{}", bytes: 2, chatLane: "chat:1", updateId: "1" };
    await expect(intake(connection, body)).rejects.toBeInstanceOf(QueueUnavailable);
    await component.stop();
  });

  test("refuses a connection that has taken its share of what may wait, and takes others", async () => {
    const { intake, component, finish } = await standing();
    const text = "x".repeat(1024 * 1024);
    const body = { text, bytes: text.length, chatLane: "chat:1", updateId: "1" };
    const flood = Array.from({ length: 40 }, () => intake(connection, body));
    const refused = flood.slice(16);
    for (const each of refused) await expect(each).rejects.toBeInstanceOf(BufferFull);
    const other = intake({ connectionId: "conn_2", workspaceId: "ws_1" }, body);
    finish();
    await Promise.all([...flood.slice(0, 16), other]);
    await component.stop();
  });
});

/** An intake whose queue takes nothing before it is told to. */
async function standing() {
  const gate = Promise.withResolvers<void>();
  const layout = async () => ({ epoch: 1, count: 8 });
  const { intake, component } = createIntake({
    partitions: { current: layout, openAfter: layout },
    queues: { enqueue: () => gate.promise },
    metrics: { flushed: () => undefined },
    logger,
  });
  await component.start();
  return { intake, component, finish: gate.resolve };
}
