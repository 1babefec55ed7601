import { expect, test } from "vitest";
import { email, password, setup } from "../connections/setup.ts";

test("signing in, being refused and signing out stand in the trail of the person's workspace", async () => {
  const world = await setup();
  const auth = (path: string, body: unknown, cookie?: string) =>
    world.call("POST", `/api/v1/auth${path}`, {
      key: "",
      headers: { origin: world.origin, ...(cookie !== undefined && { cookie }) },
      body,
    });
  const signedIn = await auth("/sign-in/email", { email, password });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  await auth("/sign-in/email", { email: email.toUpperCase(), password: "not my password" });
  await auth("/sign-in/email", { email: "nobody@example.org", password });
  const changed = { currentPassword: password, newPassword: `${password}-new` };
  expect((await auth("/change-password", changed, cookie)).status).toBe(200);
  expect((await auth("/sign-out", {}, cookie)).status).toBe(200);
  // Whoever has no session any more signs nobody out.
  await auth("/sign-out", {}, cookie);

  const rows = await world.sql(
    `SELECT action, initiator, subject_id, row_to_json(a)::text AS text
     FROM audit_entries a WHERE action LIKE 'person.%' ORDER BY at, id`,
  );
  const [user] = await world.sql("SELECT id FROM users");
  const { id } = user as unknown as { id: string };
  expect(rows).toMatchObject([
    { action: "person.signed_in", initiator: `user:${id}`, subject_id: id },
    { action: "person.sign_in_refused", initiator: "system", subject_id: id },
    { action: "person.password_changed", initiator: `user:${id}`, subject_id: id },
    { action: "person.signed_out", initiator: `user:${id}`, subject_id: id },
  ]);
  expect(JSON.stringify(rows)).not.toContain(email);
});
