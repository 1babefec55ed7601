import type { NewUpdate } from "@lumenflow/db";
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
  const deps: StoreUpdatesDeps = {
    ingest: { noteDeliveries: async (all) => new Set(all.map(({ connectionId }) => connectionId)) },
    chats: {
      async see() {
        if (chatsRefuse !== undefined) throw new PostgresError(chatsRefuse);
      },
    },
    updates: {
      async store(rows) {
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
  return { run: () => createStoreUpdates(deps)({ updates }, { logger }), stored, counts };
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

  test("is not held up by what it cannot record about chats", async () => {
    const { run, stored } = setup(() => undefined, "22021");
    expect(await run()).toEqual({ outcome: "done" });
    expect(stored).toHaveLength(3);
  });
});
