import { storeUpdates } from "@lumenflow/jobs";
import { describe, expect, test } from "vitest";
import { createCompanions } from "./companions.ts";

const batch = (...bodies: string[]) => ({
  updates: bodies.map((body) => ({
    connectionId: "conn_1",
    workspaceId: "ws_1",
    receivedAt: "2026-11-22T10:00:00.000Z",
    body,
  })),
});
const bodiesOf = ({ updates }: ReturnType<typeof batch>) => updates.map(({ body }) => body);

function setup(jobs: { id: string; data: unknown }[], failing = false) {
  const looks: number[] = [];
  const dropped: string[] = [];
  const companions = createCompanions({
    declaration: storeUpdates,
    async waiting(count) {
      looks.push(count);
      if (failing) throw new Error("away");
      return jobs.slice(0, count);
    },
    async drop(ids) {
      if (failing) throw new Error("away");
      dropped.push(...ids);
    },
  });
  return { companions, looks, dropped };
}

const waiting = ["u2", "u3"].map((body) => ({ id: body, data: batch(body) }));

describe("what a run takes along", () => {
  test("is nothing while the worker keeps up: then nobody looks", async () => {
    const { companions, looks } = setup(waiting);
    expect(await companions.gather(batch("u1"))).toEqual({ payload: batch("u1"), ids: [] });
    expect(looks).toEqual([]);
    expect((await companions.gather(batch("u1"))).ids).toEqual(["u2", "u3"]);
    companions.drained();
    expect((await companions.gather(batch("u1"))).ids).toEqual([]);
    expect(looks).toHaveLength(1);
  });

  test("is what waits behind, in its order, as far as it fits", async () => {
    const large = { id: "large", data: batch(...Array.from({ length: 200 }, () => "{}")) };
    const { companions, dropped } = setup([...waiting, large, large]);
    companions.drained();
    await companions.gather(batch("u0"));
    const { payload, ids } = await companions.gather(batch("u1"));
    expect(ids).toEqual(["u2", "u3", "large"]);
    expect(bodiesOf(payload).slice(0, 4)).toEqual(["u1", "u2", "u3", "{}"]);
    await companions.finished(ids);
    expect(dropped).toEqual(ids);
  });

  test("is not asked for where the batch is as large as half of all that fits", async () => {
    const { companions, looks } = setup(waiting);
    await companions.gather(batch("u0"));
    const large = batch(...Array.from({ length: 129 }, () => "{}"));
    expect((await companions.gather(large)).ids).toEqual([]);
    await companions.gather(batch("x".repeat(600_000)));
    expect(looks).toEqual([]);
  });

  test("ends before what is no batch, which fails by itself", async () => {
    const { companions } = setup([{ id: "odd", data: {} }, ...waiting]);
    await companions.gather(batch("u0"));
    expect((await companions.gather(batch("u1"))).ids).toEqual([]);
  });

  test("is nothing where the backend gives no answer, and stays where it cannot be taken off", async () => {
    const { companions } = setup(waiting, true);
    await companions.gather(batch("u0"));
    expect(await companions.gather(batch("u1"))).toEqual({ payload: batch("u1"), ids: [] });
    await companions.finished(["u2"]);
  });
});
