import { expect, test } from "vitest";
import { setup } from "../connections/setup.ts";

test("each kind of credential gets the answer of its own", async () => {
  const { api, key, sql } = await setup();
  const past = new Date(Date.now() - 1_000);
  const good = await key(["connections:manage"]);
  const expired = await key(["connections:manage"], { expiresAt: past });
  const revoked = await key(["connections:manage"]);
  expect((await api("DELETE", `/api-keys/${revoked.id}`)).status).toBe(204);
  const narrow = await key(["messages:send"]);
  const post = { body: { name: "x", scopes: ["messages:send"] } };

  const table = [
    ["none", { key: "" }, 401, "E001"],
    ["not a bearer", { key: "", headers: { authorization: "Basic abc" } }, 401, "E002"],
    ["of a wrong shape", { key: "lf_short" }, 401, "E002"],
    ["invented", { key: `lf_${"x".repeat(43)}` }, 401, "E002"],
    ["expired", { key: expired.key }, 401, "E003"],
    ["revoked", { key: revoked.key }, 401, "E003"],
    ["without the scope", { key: narrow.key }, 403, "E004"],
    ["right", { key: good.key }, 403, "E004"],
  ] as const;
  for (const [name, credential, status, code] of table) {
    const answer = await api("POST", "/api-keys", { ...post, ...credential });
    expect(answer, name).toMatchObject({ status, body: { code } });
    if (status === 401) expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  }
  expect((await api("GET", "/api-keys", { key: good.key })).status).toBe(200);
  expect(await sql("SELECT 1 FROM api_keys WHERE name = 'x'")).toEqual([]);
});

test("a revoked key is refused at once, although it was cached", async () => {
  const { api, key } = await setup();
  const { key: mine, id } = await key(["messages:read"]);
  expect((await api("GET", "/me", { key: mine })).status).toBe(200);
  expect((await api("DELETE", `/api-keys/${id}`)).status).toBe(204);
  await expect
    .poll(async () => (await api("GET", "/me", { key: mine })).status, { timeout: 1_000 })
    .toBe(401);
});

test("a key makes another only with scopes of its own, never longer than it lasts itself", async () => {
  const { api, key } = await setup();
  const until = new Date(Date.now() + 3_600_000);
  const { key: mine } = await key(["connections:manage", "messages:read"], { expiresAt: until });
  const make = (body: object) => api("POST", "/api-keys", { key: mine, body });

  const made = await make({ name: "reader", scopes: ["messages:read"] });
  expect(made).toMatchObject({ status: 201, body: { expiresAt: until.toISOString() } });
  const newKey = String(made.body.apiKey);
  expect(newKey).toMatch(/^lf_[\w-]{43}$/);
  expect((await api("GET", "/me", { key: newKey })).body).toMatchObject({
    kind: "key",
    name: "reader",
    role: null,
    scopes: ["messages:read"],
    mayDecideOwn: false,
  });

  const later = new Date(until.getTime() + 60_000).toISOString();
  expect(await make({ name: "long", scopes: ["messages:read"], expiresAt: later })).toMatchObject({
    status: 403,
    body: { code: "E004" },
  });
  expect((await make({ name: "more", scopes: ["audit:read"] })).status).toBe(403);
  expect((await make({ name: "self", scopes: ["approvals:self"] })).status).toBe(403);
  const past = new Date(0).toISOString();
  expect(
    (await make({ name: "old", scopes: ["messages:read"], expiresAt: past })).body,
  ).toMatchObject({
    code: "E010",
  });
  const listed = await api("GET", "/api-keys");
  expect(listed.text).not.toContain(newKey);
  expect(listed.text).toContain(newKey.slice(0, 8));
});

test("a new workspace's key has every scope but two, and sees only its own keys", async () => {
  const { api } = await setup();
  const made = await api("POST", "/workspaces", { body: { name: "Second" } });
  expect(made).toMatchObject({ status: 201, body: { name: "Second" } });
  const key = String(made.body.apiKey);
  const me = await api("GET", "/me", { key });
  expect(me.body).toMatchObject({ workspace: { id: made.body.id, name: "Second" } });
  expect(me.body.scopes).toHaveLength(9);
  expect(me.body.scopes).not.toContain("workspaces:manage");
  expect(me.body.scopes).not.toContain("approvals:self");
  expect((await api("POST", "/workspaces", { key, body: { name: "Third" } })).status).toBe(403);

  const [own] = (await api("GET", "/api-keys", { key })).body.data as { id: string }[];
  expect((await api("GET", "/api-keys", { key })).body.data).toHaveLength(1);
  const theirs = await api("DELETE", `/api-keys/${own?.id}`);
  expect(theirs).toMatchObject({ status: 404, body: { code: "E044" } });
});

test("when a key was last used is written down in batches", async () => {
  const { api, key, sql } = await setup();
  const { key: mine, id } = await key(["messages:read"]);
  await api("GET", "/me", { key: mine });
  await expect
    .poll(async () => sql("SELECT last_used_at FROM api_keys WHERE id = $1", [id]), {
      timeout: 8_000,
    })
    .toEqual([{ last_used_at: expect.any(Date) }]);
});
