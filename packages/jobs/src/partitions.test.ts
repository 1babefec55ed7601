/** Which partition a chat belongs to. */
import { describe, expect, test } from "vitest";
import { partitionOf, partitionQueueName, partitionsOf, spreadOf } from "./partitions.ts";
import { storeUpdates } from "./store-updates.ts";

const chats = Array.from({ length: 2_000 }, (_, i) => String(-1_000_000_000_000 - i * 7));

function used(connectionId: string, partitions: number): Set<number> {
  return new Set(chats.map((chatKey) => partitionOf({ connectionId, chatKey }, partitions)));
}

describe("partitionOf", () => {
  test("never changes for a chat: another result would break its order in mid-epoch", () => {
    const found = ["123456789", "-1001234567890", "-42", "user:7", "poll:5", "1", "2", "3"].map(
      (chatKey) => partitionOf({ connectionId: "conn_01JD0000000000000000000000", chatKey }, 12),
    );
    expect(found).toEqual([11, 1, 11, 0, 11, 0, 1, 11]);
  });

  test("stays within the partitions and spreads a connection's chats over some of them", () => {
    for (const partitions of [1, 2, 3, 4, 7, 8, 12, 16, 64]) {
      const found = used("conn_a", partitions);
      expect(found.size).toBe(spreadOf(partitions));
      for (const partition of found) {
        expect(partition).toBeGreaterThanOrEqual(0);
        expect(partition).toBeLessThan(partitions);
      }
    }
  });

  test("gives different connections different sets, so that one cannot fill all", () => {
    const sets = new Set(
      Array.from({ length: 200 }, (_, i) => [...used(`conn_${i}`, 16)].sort().join()),
    );
    expect(sets.size).toBeGreaterThan(40);
  });

  test("loads the partitions evenly when there are many connections", () => {
    const load = Array.from({ length: 16 }, () => 0);
    for (let i = 0; i < 32_000; i += 1) {
      const connectionId = `conn_${i % 3_200}`;
      const partition = partitionOf({ connectionId, chatKey: String(i) }, 16);
      load[partition] = (load[partition] ?? 0) + 1;
    }
    expect(Math.max(...load) / Math.min(...load)).toBeLessThan(1.3);
  });

  test("refuses a number of partitions that makes no sense", () => {
    const chat = { connectionId: "conn_a", chatKey: "1" };
    expect(() => partitionOf(chat, 0)).toThrow(RangeError);
    expect(() => partitionOf(chat, 1.5)).toThrow(RangeError);
  });
});

test("a partition's queue bears its family, epoch and index", () => {
  const names = partitionsOf({ epoch: 3, count: 2 }).map((partition) =>
    partitionQueueName(storeUpdates, partition),
  );
  expect(names).toEqual(["updates-3-0", "updates-3-1"]);
});
