import { expect, test } from "vitest";
import { setup } from "../connections/setup.ts";
import { addMember, signedIn } from "./session.ts";

/** Holds at every time of every day. */
const always = { zone: "UTC", from: "00:00", to: "24:00" };

test("a person chooses channels and quiet hours; who decides is told accordingly", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  const { key: bridge } = await world.key(["endpoints:manage"]);
  const approver = await addMember(world, "approver");
  await addMember(world, "member");

  const before = await owner.call("GET", "/me/notices");
  expect(before).toMatchObject({
    status: 200,
    body: { channels: ["console", "telegram", "webhook"], quietHours: null, quietUntil: null },
  });
  const chosen = await owner.call("PUT", "/me/notices", {
    channels: ["webhook", "console", "webhook"],
    quietHours: always,
  });
  expect(chosen.body).toEqual({
    channels: ["console", "webhook"],
    quietHours: always,
    quietUntil: expect.any(String),
  });
  expect(
    await world.sql("SELECT detail FROM audit_entries WHERE action = 'notice.chosen'"),
  ).toEqual([{ detail: { channels: ["webhook", "console"], quietHours: always } }]);
  const { body } = await world.api("GET", "/notices", { key: bridge });
  expect(body.data).toEqual([
    expect.objectContaining({
      role: "owner",
      channels: ["console"],
      quietUntil: expect.any(String),
    }),
    {
      id: approver,
      name: "approver",
      role: "approver",
      channels: ["console", "telegram", "webhook"],
      quietUntil: null,
    },
  ]);
});

test("it is a person's choice: a key has none, and hours that nobody can read are refused", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  expect(await world.api("GET", "/me/notices")).toMatchObject({
    status: 403,
    body: { code: "E004", detail: expect.stringContaining("signed in") },
  });
  const choice = { channels: [], quietHours: { ...always, zone: "+02:00" } };
  expect(await owner.call("PUT", "/me/notices", choice)).toMatchObject({
    status: 400,
    body: { code: "E010", errors: [{ path: "quietHours.zone" }] },
  });
  expect(await world.sql("SELECT 1 FROM notification_preferences")).toEqual([]);
});

test("whoever leaves the workspace is told of nothing, and their choice is forgotten", async () => {
  const world = await setup();
  const userId = await addMember(world, "approver");
  const [workspace] = await world.database.workspaces.all();
  const workspaceId = workspace?.id ?? "";
  const choice = { workspaceId, userId, channels: ["telegram"], quietHours: null };
  expect(await world.database.notices.choose(choice)).toBe(true);
  await world.sql("DELETE FROM members WHERE user_id = $1", [userId]);
  expect(await world.database.notices.of(workspaceId, [userId])).toEqual([]);
  expect(await world.database.notices.choose(choice)).toBe(false);
  expect(await world.sql("SELECT 1 FROM notification_preferences")).toEqual([]);
});
