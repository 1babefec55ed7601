import { expect, test } from "vitest";
import { setup } from "../connections/setup.ts";
import { addMember, signedIn } from "./session.ts";

test("a rotated key has a new secret, and the one before is accepted until its time is over", async () => {
  const { api, key, sql } = await setup();
  const old = await key(["messages:read"]);
  const rotated = await api("POST", `/api-keys/${old.id}/rotate`, { body: { overlapSeconds: 60 } });
  expect(rotated).toMatchObject({
    status: 200,
    body: { id: old.id, scopes: ["messages:read"], rotatedAt: expect.any(String) },
  });
  expect(rotated.body.previousValidUntil).not.toBeNull();
  const fresh = String(rotated.body.apiKey);
  for (const secret of [old.key, fresh]) {
    expect((await api("GET", "/me", { key: secret })).body).toMatchObject({ id: old.id });
  }
  const listed = await api("GET", "/api-keys");
  expect(listed.text).not.toContain(fresh);
  expect(listed.text).toContain(fresh.slice(0, 8));

  await sql("UPDATE api_keys SET previous_until = now() WHERE id = $1", [old.id]);
  await expect
    .poll(async () => (await api("GET", "/me", { key: old.key })).body.detail, { timeout: 5_000 })
    .toContain("rotated");
  expect((await api("GET", "/me", { key: fresh })).status).toBe(200);
  const again = await api("POST", `/api-keys/${old.id}/rotate`, { body: { overlapSeconds: 0 } });
  await expect
    .poll(async () => (await api("GET", "/me", { key: fresh })).status, { timeout: 5_000 })
    .toBe(401);
  expect((await api("GET", "/me", { key: String(again.body.apiKey) })).status).toBe(200);
  expect(again.body.previousValidUntil).toBeNull();
  expect(
    await sql("SELECT detail FROM audit_entries WHERE action = 'key.rotated' ORDER BY id"),
  ).toEqual([{ detail: { overlapSeconds: 60 } }, { detail: { overlapSeconds: 0 } }]);
});

test("rotating gives nobody what they could not have given themselves", async () => {
  const { api, key, firstKey, sql } = await setup();
  const until = new Date(Date.now() + 3_600_000);
  const wide = await key(["connections:manage", "audit:read"]);
  const narrow = await key(["connections:manage"], { expiresAt: until });
  const first = (await api("GET", "/me")).body.id;
  const rotate = (id: unknown, by: string) =>
    api("POST", `/api-keys/${id}/rotate`, { key: by, body: {} });

  const own = await rotate(narrow.id, narrow.key);
  expect(own.status).toBe(200);
  expect(own.body.expiresAt).toBe(until.toISOString());
  expect(await rotate(wide.id, narrow.key)).toMatchObject({ status: 403, body: { code: "E004" } });
  expect((await rotate(narrow.id, wide.key)).status).toBe(200);
  const longer = await key(["connections:manage"]);
  expect((await rotate(longer.id, String(own.body.apiKey))).body).toMatchObject({
    code: "E004",
    detail: expect.stringContaining("outlives"),
  });
  expect((await rotate(first, wide.key)).status).toBe(403);
  expect((await rotate(first, firstKey)).status).toBe(200);

  await sql("UPDATE api_keys SET expires_at = now() WHERE id = $1", [narrow.id]);
  expect(await rotate(narrow.id, wide.key)).toMatchObject({ status: 409, body: { code: "E023" } });
  await sql("UPDATE api_keys SET revoked_at = now() WHERE id = $1", [longer.id]);
  expect((await rotate(longer.id, wide.key)).status).toBe(404);
});

test("the list says who made a key, when it was used and how long it lasts", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  await addMember(world, "viewer");
  const made = await owner.call("POST", "/api-keys", {
    name: "Sidekick",
    scopes: ["connections:manage", "messages:send"],
  });
  const child = await world.api("POST", "/api-keys", {
    key: String(made.body.apiKey),
    body: { name: "Child", scopes: ["messages:send"] },
  });
  const { body } = await owner.call("GET", "/api-keys");
  expect(body.data).toMatchObject([
    { id: child.body.id, createdBy: { kind: "key", id: made.body.id, name: "Sidekick" } },
    { name: "Sidekick", createdBy: { kind: "user", name: "owner" }, expiresAt: null },
    { name: "First key", createdBy: { kind: "system", name: null } },
  ]);
  const [me] = (await owner.call("GET", "/members")).body.data as { id: string; role: string }[];
  const [workspace] = await world.database.workspaces.all();
  const holders = await world.database.keys.holders(workspace?.id ?? "", String(child.body.id));
  expect(holders.map(({ actor }) => actor)).toEqual([
    `key:${child.body.id}`,
    `key:${made.body.id}`,
    expect.stringMatching(/^user:usr_/),
  ]);
  expect(me).toBeDefined();
});
