import { expect, test } from "vitest";
import { email as ownersEmail, setup } from "../connections/setup.ts";
import { accept, joins, look, sessionOf, signedIn } from "./session.ts";

const ada = { email: "Ada@Example.com", role: "approver" };
const password = "difference engine";

test("a link lets one person in, once, as what it says", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  const made = await owner.call("POST", "/invitations", ada);
  expect(made).toMatchObject({
    status: 201,
    body: { email: "ada@example.com", role: "approver", invitedBy: { kind: "user" } },
  });
  const token = String(made.body.token);
  expect(made.body.path).toBe(`/invitation#${token}`);
  expect((await look(world, token)).body).toMatchObject({
    workspace: { name: "First" },
    email: "ada@example.com",
    role: "approver",
    known: false,
    passwordLength: { least: 8 },
  });

  expect(await accept(world, { token, name: "Ada", password: "short" })).toMatchObject({
    status: 400,
    body: { code: "E010", errors: [{ path: "password" }] },
  });
  expect((await accept(world, { token, password })).body.errors).toMatchObject([{ path: "name" }]);
  const [first, second] = await Promise.all([
    accept(world, { token, name: "Ada", password }),
    accept(world, { token, name: "Eve", password: "another password" }),
  ]);
  expect([first.status, second.status].toSorted()).toEqual([201, 409]);
  expect(await world.sql("SELECT 1 FROM users")).toHaveLength(2);
  const after = await accept(world, { token, name: "Ada", password });
  expect(after).toMatchObject({ status: 409, body: { code: "E023" } });

  const mine = first.status === 201 ? password : "another password";
  const session = await signedIn(world, { email: "ada@example.com", password: mine });
  expect((await session.call("GET", "/me")).body).toMatchObject({
    role: "approver",
    scopes: ["messages:read", "updates:read", "approvals:decide"],
  });
  const { body } = await session.call("GET", "/members");
  expect(body.data).toMatchObject([
    { email: "ada@example.com", role: "approver" },
    { email: ownersEmail, role: "owner" },
  ]);
});

test("what stands in the link is kept nowhere, and listed nowhere", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  const { body } = await owner.call("POST", "/invitations", ada);
  const token = String(body.token);
  const listed = await owner.call("GET", "/invitations");
  expect(listed.body.data).toMatchObject([{ id: body.id, email: "ada@example.com" }]);
  await look(world, token);
  const kept = await world.sql(
    "SELECT to_jsonb(i)::text AS row FROM invitations i UNION ALL SELECT to_jsonb(a)::text FROM audit_entries a",
  );
  for (const place of [listed.text, world.log.join("\n"), JSON.stringify(kept)]) {
    expect(place).not.toContain(token);
    expect(place).not.toContain(token.slice("lfi_".length));
  }
  expect(JSON.stringify(await world.sql("SELECT * FROM audit_entries"))).not.toContain("ada@");
});

test("an unknown, revoked, replaced or expired link lets nobody in, and says why", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  const invite = async () => (await owner.call("POST", "/invitations", ada)).body;
  const answer = { name: "Ada", password };

  expect(await look(world, `lfi_${"x".repeat(43)}`)).toMatchObject({ status: 404 });
  expect(await look(world, "\u0000")).toMatchObject({ status: 404 });
  const replaced = await invite();
  const revoked = await invite();
  expect((await look(world, replaced.token)).body).toMatchObject({
    code: "E023",
    detail: expect.stringContaining("revoked"),
  });
  expect((await owner.call("DELETE", `/invitations/${revoked.id}`)).status).toBe(204);
  expect((await owner.call("DELETE", `/invitations/${revoked.id}`)).status).toBe(409);
  expect((await owner.call("DELETE", "/invitations/inv_0")).status).toBe(404);
  expect((await accept(world, { ...answer, token: revoked.token })).status).toBe(409);

  const expired = await invite();
  await world.sql("UPDATE invitations SET expires_at = now() WHERE id = $1", [expired.id]);
  expect((await accept(world, { ...answer, token: expired.token })).body).toMatchObject({
    code: "E023",
    detail: expect.stringContaining("expired"),
  });
  expect((await owner.call("GET", "/invitations")).body.data).toEqual([]);
  expect(await world.sql("SELECT 1 FROM users")).toHaveLength(1);
  // An expired one does not stand in the way of the next.
  expect((await accept(world, { ...answer, token: (await invite()).token })).status).toBe(201);
});

test("somebody who is known here joins a second workspace with their own password", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  const session = await joins(world, owner, { ...ada, password });
  const made = await world.api("POST", "/workspaces", {
    body: { name: "Second", ownerEmail: "ADA@example.com" },
  });
  const { token } = made.body.invitation as { token: string };
  expect((await look(world, token)).body).toMatchObject({ known: true, role: "owner" });
  expect(await accept(world, { token, password: "not hers" })).toMatchObject({
    status: 401,
    body: { code: "E002" },
  });
  expect(await accept(world, { token, password })).toMatchObject({
    status: 201,
    body: { workspace: { id: made.body.id, name: "Second" } },
  });

  expect((await session.call("GET", "/me")).body).toMatchObject({ workspace: { name: "First" } });
  const active = await world.call("POST", "/api/v1/auth/organization/set-active", {
    key: "",
    headers: { cookie: session.cookie, origin: world.origin },
    body: { organizationId: made.body.id },
  });
  expect(active.status).toBe(200);
  expect((await session.call("GET", "/me")).body).toMatchObject({
    role: "owner",
    workspace: { name: "Second" },
  });
  // The other workspace's people stay their own.
  const [theirs] = (await owner.call("GET", "/members")).body.data as { id: string }[];
  expect((await session.call("GET", "/members")).body.data).toHaveLength(1);
  expect(theirs).toBeDefined();
});

test("passwords are not guessed by way of an invitation", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  await joins(world, owner, { ...ada, password });
  const made = await world.api("POST", "/workspaces", {
    body: { name: "Second", ownerEmail: ada.email },
  });
  const { token } = made.body.invitation as { token: string };
  const guess = () => accept(world, { token, password: "a guess" });
  for (let attempt = 0; attempt < 5; attempt++) expect((await guess()).status).toBe(401);
  expect(await guess()).toMatchObject({ status: 429, body: { code: "E050" } });
});

test("a member is not invited again, and inviting is for owners and admins, owners for owners", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  const admin = await joins(world, owner, { email: "admin@example.com", role: "admin" });
  const approver = await joins(world, owner, { email: "approver@example.com", role: "approver" });
  const invite = (by: typeof owner, role: string, email = `new-${role}@example.com`) =>
    by.call("POST", "/invitations", { email, role });

  expect(await invite(owner, "viewer", "ADMIN@example.com")).toMatchObject({
    status: 409,
    body: { code: "E023" },
  });
  expect((await invite(admin, "admin")).status).toBe(201);
  expect(await invite(admin, "owner")).toMatchObject({ status: 403, body: { code: "E004" } });
  expect((await invite(approver, "viewer")).status).toBe(403);
  const byKey = { body: { email: "key@example.com", role: "viewer" } };
  expect(await world.api("POST", "/invitations", byKey)).toMatchObject({
    status: 403,
    body: { code: "E004", detail: expect.stringContaining("signed in") },
  });
  // The session alone is not enough: it has to be one of our pages that asks.
  const foreign = sessionOf({ api: world.api, origin: "https://evil.example" }, owner.cookie);
  expect((await invite(foreign, "viewer")).status).toBe(403);
});
