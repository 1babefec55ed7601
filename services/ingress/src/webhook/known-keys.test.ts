import type { InboundConnection } from "@lumenflow/db";
import { describe, expect, test } from "vitest";
import { createKnownKeys } from "./known-keys.ts";

function connectionOf(webhookKeyId: string, status = "active"): InboundConnection {
  return {
    webhookKeyId,
    connectionId: `conn_${webhookKeyId}`,
    workspaceId: "ws_1",
    status,
    secretDigest: null,
    previousSecretDigest: null,
  };
}

function setup() {
  let now = 0;
  let away = false;
  const rows = new Map([["a", connectionOf("a")]]);
  const reads: (readonly string[])[] = [];
  const keys = createKnownKeys({
    now: () => now,
    async read(keyIds) {
      reads.push(keyIds);
      if (away) throw new Error("away");
      return keyIds.flatMap((keyId) => rows.get(keyId) ?? []);
    },
  });
  return {
    keys,
    rows,
    reads,
    pass: (ms: number) => {
      now += ms;
    },
    setAway: (is: boolean) => {
      away = is;
    },
  };
}

describe("known keys", () => {
  test("are read once and then answered from memory, those that nothing belongs to as well", async () => {
    const { keys, reads } = setup();
    expect(await keys.find("a")).toMatchObject({ connectionId: "conn_a" });
    expect(await keys.find("b")).toBe("unknown");
    expect(keys.find("a")).toMatchObject({ connectionId: "conn_a" });
    expect(keys.find("b")).toBe("unknown");
    expect(reads).toEqual([["a"], ["b"]]);
  });

  test("are at most a second old", async () => {
    const { keys, rows, pass } = setup();
    await keys.find("a");
    rows.set("a", connectionOf("a", "disconnecting"));
    pass(1_000);
    expect(await keys.find("a")).toMatchObject({ status: "disconnecting" });
  });

  test("stay the same object for as long as nothing about them changes", async () => {
    const { keys, rows, pass } = setup();
    const first = await keys.find("a");
    rows.set("a", connectionOf("a"));
    pass(1_000);
    expect(await keys.find("a")).toBe(first);
    rows.set("a", connectionOf("a", "degraded"));
    pass(1_000);
    expect(await keys.find("a")).not.toBe(first);
  });

  test("are read again at once when something changed", async () => {
    const { keys, rows, pass } = setup();
    await keys.find("a");
    rows.delete("a");
    pass(1);
    keys.changed();
    pass(1);
    expect(await keys.find("a")).toBe("unknown");
  });

  test("share one look among all who ask at the moment", async () => {
    const { keys, reads } = setup();
    await Promise.all(["a", "b", "c", "a", "b"].map((keyId) => keys.find(keyId)));
    expect(reads).toEqual([["a", "b", "c"]]);
  });

  test("that nothing belonged to may be somebody's by now: while Postgres is away nobody can say", async () => {
    const { keys, pass, setAway } = setup();
    expect(await keys.find("b")).toBe("unknown");
    setAway(true);
    pass(60_000);
    expect(await keys.find("b")).toBe("unavailable");
  });

  test("stay known while Postgres is away, and others can only be asked to come again", async () => {
    const { keys, reads, pass, setAway } = setup();
    await keys.find("a");
    setAway(true);
    pass(60_000);
    expect(await keys.find("a")).toMatchObject({ connectionId: "conn_a" });
    expect(await keys.find("b")).toBe("unavailable");
    const before = reads.length;
    for (let n = 0; n < 100; n += 1) await keys.find("a");
    expect(reads.length).toBe(before);
    setAway(false);
    pass(1_000);
    expect(await keys.find("b")).toBe("unknown");
  });
});
