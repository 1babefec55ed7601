import { expect, test } from "vitest";
import { setup } from "../connections/setup.ts";
import { accept, joins, type Session, signedIn } from "./session.ts";

const idOf = async (session: Session) => String((await session.call("GET", "/me")).body.id);
const roleIs = (session: Session, id: string, role: string) =>
  session.call("PATCH", `/members/${id}`, { role });

test("a role counts from the next request on, and only owners touch owners", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  const admin = await joins(world, owner, { email: "admin@example.com", role: "admin" });
  const viewer = await joins(world, owner, { email: "viewer@example.com", role: "viewer" });
  const [ownerId, adminId, viewerId] = await Promise.all([owner, admin, viewer].map(idOf));

  expect((await viewer.call("GET", "/policies")).status).toBe(403);
  expect((await roleIs(admin, viewerId ?? "", "admin")).body).toMatchObject({ role: "admin" });
  expect((await viewer.call("GET", "/policies")).status).toBe(200);
  expect(await roleIs(admin, viewerId ?? "", "owner")).toMatchObject({ status: 403 });
  expect(await roleIs(admin, ownerId ?? "", "viewer")).toMatchObject({ status: 403 });
  expect((await admin.call("DELETE", `/members/${ownerId}`)).status).toBe(403);
  expect((await roleIs(owner, adminId ?? "", "owner")).status).toBe(200);
  expect((await roleIs(admin, ownerId ?? "", "viewer")).status).toBe(200);
  expect((await owner.call("GET", "/policies")).status).toBe(403);
  expect((await roleIs(admin, "usr_0", "viewer")).status).toBe(404);

  const noted = await world.sql(
    "SELECT initiator, subject_id, detail FROM audit_entries WHERE action = 'member.role_changed' ORDER BY at",
  );
  expect(noted).toEqual([
    { initiator: `user:${adminId}`, subject_id: viewerId, detail: { from: "viewer", to: "admin" } },
    { initiator: `user:${ownerId}`, subject_id: adminId, detail: { from: "admin", to: "owner" } },
    { initiator: `user:${adminId}`, subject_id: ownerId, detail: { from: "owner", to: "viewer" } },
  ]);
});

test("whoever is removed loses the workspace at once, and cannot let themselves in again", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  const admin = await joins(world, owner, { email: "admin@example.com", role: "admin" });
  const adminId = await idOf(admin);
  const back = await admin.call("POST", "/invitations", {
    email: "other-self@example.com",
    role: "admin",
  });
  expect((await owner.call("DELETE", `/members/${adminId}`)).status).toBe(204);
  expect(await admin.call("GET", "/members")).toMatchObject({
    status: 403,
    body: { code: "E004", detail: expect.stringContaining("no workspace") },
  });
  const again = { token: back.body.token, name: "Again", password: "let me in again" };
  expect(await accept(world, again)).toMatchObject({ status: 409, body: { code: "E023" } });
  expect((await owner.call("DELETE", `/members/${adminId}`)).status).toBe(404);
  const noted = await world.sql(
    "SELECT action FROM audit_entries WHERE action ~ '^(invitation|member)\\.' ORDER BY action",
  );
  expect(noted).toEqual([
    { action: "invitation.created" },
    { action: "invitation.created" },
    { action: "invitation.revoked" },
    { action: "member.joined" },
    { action: "member.removed" },
  ]);
});

test("the last owner stays one, also when two step down or remove each other at the same instant", async () => {
  const world = await setup();
  const first = await signedIn(world);
  const firstId = await idOf(first);
  expect(await roleIs(first, firstId, "admin")).toMatchObject({
    status: 409,
    body: { code: "E023", detail: expect.stringContaining("last owner") },
  });
  expect((await first.call("DELETE", `/members/${firstId}`)).status).toBe(409);

  const second = await joins(world, first, { email: "second@example.com", role: "owner" });
  const secondId = await idOf(second);
  const owners = async () => {
    const rows = await world.sql("SELECT user_id AS id FROM members WHERE role = 'owner'");
    return (rows as { id: string }[]).map(({ id }) => id);
  };
  for (let round = 0; round < 6; round++) {
    const answers = await Promise.all([
      roleIs(first, round % 2 === 0 ? firstId : secondId, "viewer"),
      roleIs(second, round % 2 === 0 ? secondId : firstId, "viewer"),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const [left, ...others] = await owners();
    expect(others).toEqual([]);
    await roleIs(left === firstId ? first : second, left === firstId ? secondId : firstId, "owner");
    expect(await owners()).toHaveLength(2);
  }
  const removals = await Promise.all([
    first.call("DELETE", `/members/${secondId}`),
    second.call("DELETE", `/members/${firstId}`),
  ]);
  expect(removals.map(({ status }) => status).toSorted()).toEqual([204, 403]);
  expect(await owners()).toHaveLength(1);
});
