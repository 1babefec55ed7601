/** Endpoints over the API: made, changed, rotated, tested, deleted; every change on record. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { startReceiver } from "./receiver.ts";
import { numbers, setup, type World } from "./setup.ts";

const url = "https://sidekick.example.org/events?token=of-mine&v=2";
const wanted = { url, events: ["message.status.changed"] };

async function audited(world: World): Promise<string[]> {
  const rows = await world.sql(
    "SELECT action FROM audit_entries WHERE subject_id LIKE 'end_%' ORDER BY at, id",
  );
  return (rows as { action: string }[]).map(({ action }) => action);
}

test("an endpoint shows its secret once, and what is in its address never", async () => {
  const world = await setup({ deliver: false });
  const connectionId = await world.connection();
  const made = await world.api("POST", "/endpoints", {
    ...wanted,
    connectionId,
    description: "Sidekick",
  });
  expect(made).toMatchObject({
    status: 201,
    body: {
      id: expect.stringMatching(/^end_/),
      url: "https://sidekick.example.org/events?token=***&v=***",
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
      events: ["message.status.changed"],
      connectionId,
      description: "Sidekick",
      enabled: true,
      disabledReason: null,
    },
  });
  const { id, secret, ...shown } = made.body;
  expect((await world.api("GET", `/endpoints/${id}`)).body).toEqual({ id, ...shown });
  expect((await world.api("GET", "/endpoints")).body).toEqual({
    data: [{ id, ...shown }],
    nextCursor: null,
  });
  const [row] = await world.sql("SELECT url, secret FROM endpoints");
  expect(row).toMatchObject({ url });
  expect(JSON.stringify(row)).not.toContain(secret);
  const everything = JSON.stringify(await world.sql("SELECT * FROM audit_entries"));
  expect(everything).not.toContain("sidekick.example.org");
});

test("what cannot be is refused by the name of its field", async () => {
  const world = await setup({ deliver: false, networks: [] });
  const fields = async (body: unknown) => {
    const answer = await world.api("POST", "/endpoints", body);
    expect(answer).toMatchObject({ status: 400, body: { code: "E010" } });
    return answer.body.errors.map(({ path }: { path: string }) => path);
  };
  expect(await fields({ ...wanted, url: "http://127.0.0.1:9" })).toEqual(["url"]);
  expect(await fields({ ...wanted, url: "https://me:pw@example.org" })).toEqual(["url"]);
  expect(await fields({ ...wanted, description: " \u200b\n" })).toEqual(["description"]);
  expect(await fields({ ...wanted, events: [] })).toEqual(["events"]);
  expect(await fields({ ...wanted, events: ["all"] })).toEqual(["events.0"]);
  expect(await fields({ events: wanted.events })).toEqual(["url"]);
  const { id } = (await world.api("POST", "/endpoints", wanted)).body;
  for (const connectionId of ["conn_of_nobody", "", "no id\u0000"]) {
    for (const [method, path] of [
      ["POST", "/endpoints"],
      ["PUT", `/endpoints/${id}`],
    ] as const) {
      expect(await world.api(method, path, { ...wanted, connectionId })).toMatchObject({
        status: 404,
        body: { code: "E044", errors: [{ path: "connectionId" }] },
      });
    }
  }
});

test("a change leaves the rest as it is, also when the masked address comes back with it", async () => {
  const world = await setup({ deliver: false });
  const { id } = (await world.api("POST", "/endpoints", { ...wanted, description: "x" })).body;
  const { url: shown } = (await world.api("GET", `/endpoints/${id}`)).body;
  const changed = await world.api("PUT", `/endpoints/${id}`, {
    url: shown,
    events: ["approval.requested", "approval.resolved"],
  });
  expect(changed).toMatchObject({
    status: 200,
    body: { url: shown, events: ["approval.requested", "approval.resolved"], description: "x" },
  });
  expect(await world.sql("SELECT url FROM endpoints")).toEqual([{ url }]);
  const cleared = await world.api("PUT", `/endpoints/${id}`, {
    url: "https://other.example.org/",
    description: null,
  });
  expect(cleared.body).toMatchObject({ url: "https://other.example.org/", description: null });
  const refused = await world.api("PUT", `/endpoints/${id}`, { url: "http://[::1]/" });
  expect(refused.body).toMatchObject({ code: "E010", errors: [{ path: "url" }] });
});

test("every change is on record", async () => {
  const world = await setup({ deliver: false });
  const { id } = (await world.api("POST", "/endpoints", wanted)).body;
  await world.api("PUT", `/endpoints/${id}`, { description: "x" });
  await world.api("POST", `/endpoints/${id}/rotate-secret`);
  await world.api("POST", `/endpoints/${id}/test`);
  await world.api("POST", `/endpoints/${id}/replay`, { status: "pending" });
  await world.api("POST", `/endpoints/${id}/disable`);
  await world.api("POST", `/endpoints/${id}/disable`);
  await world.api("POST", `/endpoints/${id}/enable`);
  expect((await world.api("DELETE", `/endpoints/${id}`)).status).toBe(204);
  expect(await audited(world)).toEqual(
    [
      "created",
      "changed",
      "secret_rotated",
      "tested",
      "replayed",
      "disabled",
      "enabled",
      "deleted",
    ].map((action) => `endpoint.${action}`),
  );
});

test("after a rotation both secrets verify, and a day later the new one alone", async () => {
  const world = await setup();
  const receiver = await startReceiver();
  const { id, secret: old } = await world.endpoint(receiver);
  const connectionId = await world.connection();
  const rotated = await world.api("POST", `/endpoints/${id}/rotate-secret`);
  expect(rotated.body.secret).not.toBe(old);
  const until = Date.parse(rotated.body.previousSecretUntil) - Date.now();
  expect(until).toBeGreaterThan(23.9 * 3_600_000);
  expect(until).toBeLessThanOrEqual(24 * 3_600_000);

  await world.tell(connectionId, [{ chatId: "1", n: 1 }]);
  await world.settled(id);
  for (const secret of [old, rotated.body.secret]) {
    expect(receiver.verify(receiver.received[0] as never, secret)).toMatchObject({
      data: { n: 1 },
    });
  }

  await world.sql("UPDATE endpoints SET previous_secret_until = now() - interval '1 second'");
  await world.tell(connectionId, [{ chatId: "1", n: 2 }]);
  await world.settled(id);
  const second = receiver.received[1] as never;
  expect(receiver.verify(second, rotated.body.secret)).toMatchObject({ data: { n: 2 } });
  expect(() => receiver.verify(second, old)).toThrow();
});

test("a test event goes the way of all events, to this endpoint alone", async () => {
  const world = await setup();
  const [receiver, other] = [await startReceiver(), await startReceiver()];
  const { id, secret } = await world.endpoint(receiver);
  await world.endpoint(other);
  const tested = await world.api("POST", `/endpoints/${id}/test`);
  expect(tested).toMatchObject({
    status: 202,
    body: { id: expect.stringMatching(/^dlv_/), event: { type: "endpoint.test" } },
  });
  const delivered = await eventually(async () => {
    const { body } = await world.api("GET", `/deliveries/${tested.body.id}`);
    return body.status === "delivered" && body;
  });
  expect(delivered).toMatchObject({ responseCode: 204, endpointId: id });
  expect(receiver.verify(receiver.received[0] as never, secret)).toMatchObject({
    type: "endpoint.test",
    data: { endpointId: id },
  });
  expect(other.received).toEqual([]);

  await world.api("POST", `/endpoints/${id}/disable`);
  const refused = await world.api("POST", `/endpoints/${id}/test`);
  expect(refused).toMatchObject({ status: 409, body: { code: "E023" } });
});

test("a disabled endpoint gets nothing; what had been waiting goes on when it is enabled", async () => {
  const world = await setup({ stepsMs: [3_600_000] });
  const receiver = await startReceiver();
  receiver.behave(() => ({ status: 500 }));
  const { id } = await world.endpoint(receiver);
  const connectionId = await world.connection();
  await world.tell(connectionId, [
    { chatId: "1", n: 1 },
    { chatId: "1", n: 2 },
  ]);
  await eventually(async () => (await world.deliveries(id))[1]?.attempts === 1);
  const disabled = await world.api("POST", `/endpoints/${id}/disable`);
  expect(disabled.body).toMatchObject({ enabled: false, disabledReason: expect.any(String) });
  // What happens meanwhile is not kept for it.
  await world.tell(connectionId, [{ chatId: "1", n: 3 }]);
  receiver.behave(() => undefined);
  await world.ring();
  expect(receiver.received).toHaveLength(1);

  await world.api("POST", `/endpoints/${id}/enable`);
  await world.settled(id);
  expect(numbers(receiver.received)).toEqual([1, 1, 2]);
});

test("a deleted endpoint is gone at once, and the keeper clears up behind it", async () => {
  const world = await setup({ keeper: true });
  const receiver = await startReceiver();
  const { id } = await world.endpoint(receiver);
  const connectionId = await world.connection();
  await world.tell(connectionId, [{ chatId: "1", n: 1 }]);
  await world.settled(id);
  const [{ id: deliveryId }] = await world.deliveries(id);
  expect((await world.api("DELETE", `/endpoints/${id}`)).status).toBe(204);
  for (const path of [
    `/endpoints/${id}`,
    `/endpoints/${id}/deliveries`,
    `/deliveries/${deliveryId}`,
  ]) {
    expect((await world.api("GET", path)).status, path).toBe(404);
  }
  expect(await world.sql("SELECT secret, url, events FROM endpoints")).toEqual([
    { secret: "", url: "", events: [] },
  ]);
  await world.tell(connectionId, [{ chatId: "1", n: 2 }]);
  const { deliveries } = world.database;
  while ((await deliveries.forgetDeleted(1)) > 0);
  expect(await world.sql("SELECT id FROM deliveries")).toEqual([]);
  await world.sql("UPDATE endpoints SET deleted_at = now() - interval '1 hour'");
  await deliveries.forgetDeleted(1);
  expect(await world.sql("SELECT id FROM endpoints")).toEqual([]);
});
