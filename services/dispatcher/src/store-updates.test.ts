import type { NewUpdate } from "@lumenflow/db";
import { LeaseLost, leaseMs } from "@lumenflow/queue";
import { createLogger } from "@lumenflow/runtime";
import { describe, expect, test } from "vitest";
import { createStoreUpdates, type StoreUpdatesDeps } from "./store-updates.ts";

const logger = createLogger({ name: "test", level: "silent" });

class PostgresError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

function setup(refuse: (row: NewUpdate) => string | undefined, chatsRefuse?: string) {
  const stored: NewUpdate[] = [];
  const counts: unknown[] = [];
  const lease = new AbortController();
  let fence = 0;
  const meanwhile = { happens: () => {} };
  const takeOver = () => {
    fence += 1;
    return String(fence);
  };
  const deps: StoreUpdatesDeps = {
    partition: { epoch: 1, index: 0 },
    partitions: {
      own: async (partition, held) => ({
        ...partition,
        fence: held === String(fence) ? held : takeOver(),
      }),
    },
    ingest: { noteDeliveries: async (all) => new Set(all.map(({ connectionId }) => connectionId)) },
    async follow() {
      meanwhile.happens();
      if (chatsRefuse !== undefined) throw new PostgresError(chatsRefuse);
    },
    hear: async () => undefined,
    updates: {
      async store(rows, owner) {
        if (owner.fence !== String(fence)) return null;
        for (const row of rows) {
          const code = refuse(row);
          if (code !== undefined) throw new PostgresError(code);
        }
        stored.push(...rows);
        const poison = rows.filter(({ fault }) => fault !== null).length;
        return { stored: rows.length, poison };
      },
    },
    metrics: { stored: (count) => counts.push(count), dropped: () => undefined },
  };
  const updates = [1, 2, 3].map((id) => ({
    connectionId: "conn_1",
    workspaceId: "ws_1",
    receivedAt: "2026-11-22T09:30:00.000Z",
    body: `{"update_id":${id},"message":{"chat":{"id":5}}}`,
  }));
  const handler = createStoreUpdates(deps);
  const run = () => handler({ updates }, { logger, signal: lease.signal });
  return { deps, run, stored, counts, lease, takeOver, meanwhile };
}

describe("storing a batch", () => {
  test("waits in place while Postgres is away", async () => {
    for (const code of ["ECONNREFUSED", "57P01", "08006", "40P01", "53300"]) {
      const { run, stored } = setup(() => code);
      expect(await run()).toMatchObject({ outcome: "retry" });
      expect(stored).toEqual([]);
    }
  });

  test("stores what Postgres refuses as poison, beside its neighbours and in its place", async () => {
    const { run, stored, counts } = setup((row) =>
      row.updateId === "2" && row.fault === null ? "22P05" : undefined,
    );
    expect(await run()).toEqual({ outcome: "done" });
    expect(stored.map(({ updateId, fault }) => [updateId, fault !== null])).toEqual([
      ["1", false],
      ["2", true],
      ["3", false],
    ]);
    expect(counts).toEqual([{ received: 3, stored: 3, poison: 1 }]);
  });

  test("stores nothing once another dispatcher has taken over, and waits for as long as a lease lasts", async () => {
    const { meanwhile, run, stored, counts, takeOver } = setup(() => undefined);
    meanwhile.happens = () => void takeOver();
    expect(await run()).toMatchObject({ outcome: "retry", delayMs: leaseMs });
    expect([stored, counts]).toEqual([[], []]);

    meanwhile.happens = () => {};
    expect(await run()).toEqual({ outcome: "done" });
    expect(stored).toHaveLength(3);
  });

  test("stores nothing where its lease ran out while it became the owner", async () => {
    const { deps, run, stored, lease } = setup(() => undefined);
    const { own } = deps.partitions;
    deps.partitions.own = (partition, held) => {
      lease.abort(new LeaseLost("the job's lease was lost"));
      return own(partition, held);
    };
    expect(await run()).toMatchObject({ outcome: "retry" });
    expect(stored).toEqual([]);
  });

  test("stays the owner from batch to batch, as long as nobody takes over", async () => {
    const { deps, run } = setup(() => undefined);
    const fences: (string | null)[] = [];
    const { own } = deps.partitions;
    deps.partitions.own = (partition, held) => {
      fences.push(held);
      return own(partition, held);
    };
    for (const _ of [1, 2, 3]) await run();
    expect(fences).toEqual([null, "1", "1"]);
  });

  test("is not held up by what it cannot record about chats", async () => {
    const { run, stored } = setup(() => undefined, "22021");
    expect(await run()).toEqual({ outcome: "done" });
    expect(stored).toHaveLength(3);
  });
});
