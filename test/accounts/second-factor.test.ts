import { expect, test } from "vitest";
import { email, password, type Setup, setup } from "../connections/setup.ts";
import { codeOf } from "./authenticator-app.ts";
import { cookieOf, joins, type Session, sessionOf, signedIn } from "./session.ts";

const auth = (world: Setup, path: string, body: object, cookie = "") =>
  world.call("POST", `/api/v1/auth${path}`, {
    key: "",
    headers: { origin: world.origin, ...(cookie && { cookie }) },
    body,
  });

/** Sets a second factor up, with the code of now; afterwards only later ones are fresh. */
async function enrols(world: Setup, session: Session, own = password) {
  const begun = await auth(world, "/two-factor/enable", { password: own }, session.cookie);
  expect(begun.status).toBe(200);
  const uri = begun.body.totpURI;
  const shown = await auth(world, "/two-factor/verify-totp", { code: codeOf(uri) }, session.cookie);
  expect(shown.status).toBe(200);
  return {
    uri,
    backupCodes: begun.body.backupCodes as string[],
    session: sessionOf(world, cookieOf(shown)),
  };
}

const giveName = (world: Setup, as = { email, password }) => auth(world, "/sign-in/email", as);

test("from its setting up on, signing in asks for a code, refused ones stand in the trail, and the sessions of before end", async () => {
  const world = await setup();
  const before = await signedIn(world);
  const { uri, session } = await enrols(world, await signedIn(world));
  expect((await before.call("GET", "/me")).status).toBe(401);
  expect((await session.call("GET", "/me")).body).toMatchObject({ secondFactor: true });

  const half = await giveName(world);
  expect(half.body).toMatchObject({ twoFactorRedirect: true, twoFactorMethods: ["totp"] });
  const cookie = cookieOf(half);
  expect((await sessionOf(world, cookie).call("GET", "/me")).status).toBe(401);
  const wrong = await auth(world, "/two-factor/verify-totp", { code: "000000" }, cookie);
  expect(wrong).toMatchObject({ status: 401, body: { code: "E002" } });
  const right = await auth(world, "/two-factor/verify-totp", { code: codeOf(uri, 1) }, cookie);
  expect(right.status).toBe(200);
  expect(right.text).not.toContain("token");
  expect((await sessionOf(world, cookieOf(right)).call("GET", "/me")).status).toBe(200);
  const again = await auth(
    world,
    "/two-factor/verify-totp",
    { code: codeOf(uri, 1) },
    cookieOf(await giveName(world)),
  );
  expect(again.status).toBe(401);
  const guess = { code: "not a code" };
  const other = await auth(
    world,
    "/two-factor/verify-backup-code",
    guess,
    cookieOf(await giveName(world)),
  );
  expect(other.status).toBe(401);
  const noted = await world.sql(
    "SELECT action, initiator, detail FROM audit_entries WHERE action LIKE 'person.%' ORDER BY id",
  );
  const own = expect.stringMatching(/^user:usr_/);
  const refused = { action: "person.second_factor_refused", initiator: "system" };
  expect(noted).toEqual([
    { action: "person.signed_in", initiator: own, detail: { secondFactor: false } },
    { action: "person.signed_in", initiator: own, detail: { secondFactor: false } },
    { action: "person.second_factor_enabled", initiator: own, detail: null },
    { ...refused, detail: { secondFactor: "app" } },
    { action: "person.signed_in", initiator: own, detail: { secondFactor: "app" } },
    // One that was used before, and one that was never given.
    { ...refused, detail: { secondFactor: "app" } },
    { ...refused, detail: { secondFactor: "backup" } },
  ]);
});

test("a code lets in once, whoever has read it over a shoulder", async () => {
  const world = await setup();
  const { uri } = await enrols(world, await signedIn(world));
  const code = codeOf(uri, 1);
  const halves = await Promise.all([giveName(world), giveName(world)]);
  const answers = await Promise.all(
    halves.map((half) => auth(world, "/two-factor/verify-totp", { code }, cookieOf(half))),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
});

test("a backup code stands in for a lost app, each once", async () => {
  const world = await setup();
  const { backupCodes } = await enrols(world, await signedIn(world));
  expect(backupCodes).toHaveLength(10);
  const [code] = backupCodes;
  const use = async () => {
    const cookie = cookieOf(await giveName(world));
    return auth(world, "/two-factor/verify-backup-code", { code, trustDevice: true }, cookie);
  };
  const used = await use();
  expect(used.status).toBe(200);
  expect(used.headers.getSetCookie().join()).not.toContain("trust_device");
  expect((await use()).status).toBe(401);
});

test("codes are not guessed: ten attempts, whatever number of sign-ins they are spread over", async () => {
  const world = await setup();
  const { uri } = await enrols(world, await signedIn(world));
  const halves = [];
  for (let each = 0; each < 4; each++) halves.push(cookieOf(await giveName(world)));
  const statuses: number[] = [];
  for (let guess = 0; guess < 12; guess++) {
    const cookie = halves[guess % halves.length] ?? "";
    const code = String(100_000 + guess);
    statuses.push((await auth(world, "/two-factor/verify-totp", { code }, cookie)).status);
  }
  expect(statuses.slice(0, 9)).not.toContain(429);
  expect(statuses.slice(10)).toEqual([429, 429]);
  const right = { code: codeOf(uri, 1) };
  const late = await auth(world, "/two-factor/verify-totp", right, cookieOf(await giveName(world)));
  expect(late).toMatchObject({ status: 429, body: { code: "E050" } });
});

test("what is kept opens only with an encryption key, which is not in the database", async () => {
  const world = await setup();
  const { uri, backupCodes } = await enrols(world, await signedIn(world));
  const secret = new URL(String(uri)).searchParams.get("secret") ?? "";
  const kept = JSON.stringify(await world.sql("SELECT * FROM two_factors"));
  for (const secretThing of [secret, ...backupCodes]) {
    expect(kept).not.toContain(secretThing);
    expect(world.log.join("\n")).not.toContain(secretThing);
  }
  // By a key of the keyring, not by the secret of the cookies: packages/accounts/src/second-factor.test.ts.
  expect(kept).toMatch(/"secret":"\$ba\$\d+\$[0-9a-f]+"/);
});

test("a workspace may ask for it from whoever decides or manages, at once", async () => {
  const world = await setup();
  const plain = await signedIn(world);
  const approver = await joins(world, plain, { email: "approver@example.com", role: "approver" });
  const viewer = await joins(world, plain, { email: "viewer@example.com", role: "viewer" });
  const ask = (by: Session) =>
    by.call("PUT", "/workspaces/current/security", { secondFactorRequired: true });
  expect(await ask(plain)).toMatchObject({ status: 409, body: { code: "E023" } });
  expect((await ask(approver)).status).toBe(403);
  const { session: owner } = await enrols(world, plain);
  expect((await ask(owner)).status).toBe(200);

  expect(await approver.call("GET", "/approvals")).toMatchObject({
    status: 403,
    body: { code: "E004", detail: expect.stringContaining("second factor") },
  });
  expect((await approver.call("GET", "/me/notices")).status).toBe(403);
  expect((await approver.call("GET", "/me")).body).toMatchObject({
    scopes: [],
    restriction: expect.stringContaining("second factor"),
  });
  expect((await viewer.call("GET", "/approvals")).status).toBe(200);
  const { session } = await enrols(world, approver, "a password of mine");
  expect((await session.call("GET", "/approvals")).status).toBe(200);
  expect((await owner.call("GET", "/members")).body.data).toMatchObject([
    { role: "viewer", secondFactor: false },
    { role: "approver", secondFactor: true },
    { role: "owner", secondFactor: true },
  ]);
});

test("an owner takes away a lost one: audited, with the sessions, and never for another's workspace", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  const own = { email: "approver@example.com", role: "approver", password: "difference engine" };
  const approver = await joins(world, owner, own);
  const { session } = await enrols(world, approver, own.password);
  const approverId = String((await session.call("GET", "/me")).body.id);
  const ownerId = String((await owner.call("GET", "/me")).body.id);
  const reset = (id: string) => owner.call("POST", `/members/${id}/reset-second-factor`);

  expect(await reset(ownerId)).toMatchObject({ status: 409, body: { code: "E023" } });
  expect((await reset("usr_0")).status).toBe(404);
  const made = await world.api("POST", "/workspaces", { body: { name: "Second" } });
  const second = String(made.body.id);
  await world.database.members.add(second, approverId, "owner");
  expect(await reset(approverId)).toMatchObject({ status: 409, body: { code: "E023" } });
  await world.database.members.remove(second, approverId);

  expect(await reset(approverId)).toMatchObject({ status: 200, body: { secondFactor: false } });
  expect((await session.call("GET", "/me")).status).toBe(401);
  expect((await giveName(world, own)).body).toMatchObject({ user: { email: own.email } });
  expect(
    await world.sql(
      "SELECT initiator, subject_id FROM audit_entries WHERE action = 'member.second_factor_reset'",
    ),
  ).toEqual([{ initiator: `user:${ownerId}`, subject_id: approverId }]);
});

test("a session that was left open does not get to guess the password", async () => {
  const world = await setup();
  const { cookie } = await signedIn(world);
  const guess = () => auth(world, "/two-factor/enable", { password: "a guess" }, cookie);
  for (let attempt = 0; attempt < 5; attempt++) expect((await guess()).status).toBe(400);
  expect((await guess()).status).toBe(429);
  const change = { currentPassword: password, newPassword: "another password" };
  expect((await auth(world, "/change-password", change, cookie)).status).toBe(429);
});
