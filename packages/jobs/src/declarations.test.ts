/** What the declarations accept and say. */
import { describe, expect, test } from "vitest";
import {
  answerApprovers,
  convergeRegistration,
  declarations,
  deliverEvents,
  drainOutbox,
  maxBatchBytes,
  maxBatchUpdates,
  pollUpdates,
  snooze,
  storeUpdates,
} from "./index.ts";

function update(body = '{"update_id":1}') {
  const receivedAt = "2026-11-22T10:00:00.000Z";
  return { connectionId: "conn_1", workspaceId: "ws_1", receivedAt, body };
}

describe("declarations", () => {
  test("every job has a name and a queue of its own, fit for BullMQ", () => {
    const names = declarations.map(({ name }) => name);
    const queues = declarations.map((job) => (job.kind === "doorbell" ? job.queue : job.family));
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(queues).size).toBe(queues.length);
    for (const name of [...names, ...queues]) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test("a doorbell bears the id of the row that it speaks of", () => {
    expect(drainOutbox.id({ connectionId: "conn_1" })).toBe("conn_1");
    expect(answerApprovers.id({ connectionId: "conn_1" })).toBe("conn_1");
    expect(pollUpdates.id({ connectionId: "conn_1" })).toBe("conn_1");
    expect(convergeRegistration.id({ connectionId: "conn_1" })).toBe("conn_1");
    expect(deliverEvents.id({ endpointId: "end_1" })).toBe("end_1");
  });
});

describe("a batch of updates", () => {
  const accepts = (updates: unknown[]) => storeUpdates.payload.safeParse({ updates }).success;

  test("holds 1 to 256 updates", () => {
    expect(accepts([])).toBe(false);
    expect(accepts(Array.from({ length: maxBatchUpdates }, () => update()))).toBe(true);
    expect(accepts(Array.from({ length: maxBatchUpdates + 1 }, () => update()))).toBe(false);
  });

  test("holds bodies of at most 1 MiB, counted in bytes", () => {
    const full = "x".repeat(maxBatchBytes);
    expect(accepts([update(full)])).toBe(true);
    expect(accepts([update(full.slice(2)), update("{}")])).toBe(true);
    expect(accepts([update(full), update("{}")])).toBe(false);
    expect(accepts([update("é".repeat(maxBatchBytes / 2 + 1))])).toBe(false);
  });

  test("is joined with those behind it as far as both bounds allow, at least with none", () => {
    const small = { updates: [update("a"), update("b")] };
    const half = { updates: Array.from({ length: maxBatchUpdates / 2 }, () => update()) };
    const huge = { updates: [update("x".repeat(maxBatchBytes - 3))] };
    expect(storeUpdates.room(small)).toBe(127);
    expect(storeUpdates.room(half)).toBe(1);
    expect(storeUpdates.room(huge)).toBe(0);
    const joint = storeUpdates.join([small, half, small, half, small]);
    expect(joint.count).toBe(3);
    expect(joint.payload.updates).toEqual([...small.updates, ...half.updates, ...small.updates]);
    expect(storeUpdates.join([huge, half]).count).toBe(1);
    expect(storeUpdates.join([small, huge, small]).count).toBe(2);
    const later = { updates: [{ ...update(), receivedAt: "2026-12-01T10:00:00.000Z" }] };
    expect(storeUpdates.join([small, small, later, small]).count).toBe(2);
  });

  test("says how many updates it holds and nothing of what they say", () => {
    const updates = [update('{"text":"private"}'), update()];
    expect(storeUpdates.describe({ updates })).toEqual({ updates: 2 });
  });

  test("refuses a time without a zone", () => {
    expect(accepts([{ ...update(), receivedAt: "2026-11-22T10:00:00.000" }])).toBe(false);
  });
});

test("a snooze needs a time that has not passed", () => {
  expect(snooze(0.4)).toEqual({ outcome: "snooze", ms: 0 });
  expect(() => snooze(-1)).toThrow(RangeError);
  expect(() => snooze(Number.NaN)).toThrow(RangeError);
});
