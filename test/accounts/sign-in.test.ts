import { openAccess } from "@lumenflow/accounts";
import { problems } from "@lumenflow/api";
import { createListener, createDatabase as openDatabase } from "@lumenflow/db";
import { createKeyring, createLogger, httpServer } from "@lumenflow/runtime";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { email, password, type Setup, setup } from "../connections/setup.ts";
import { joins, signedIn } from "./session.ts";

function signIn({ call, origin }: Setup, given: { email?: string; password?: string } = {}) {
  return call("POST", "/api/v1/auth/sign-in/email", {
    key: "",
    headers: { origin },
    body: { email, password, ...given },
  });
}

const cookieOf = (answer: { headers: Headers }) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

test("the owner signs in and acts in the workspace with an owner's scopes", async () => {
  const world = await setup();
  const answer = await signIn(world, { email: email.toUpperCase() });
  expect(answer.status).toBe(200);
  expect(answer.text).not.toContain(password);
  const headers = { cookie: cookieOf(answer) };
  const me = await world.api("GET", "/me", { key: "", headers });
  expect(me.body).toMatchObject({
    kind: "user",
    role: "owner",
    workspace: { name: "First" },
    mayDecideOwn: false,
    scopes: expect.arrayContaining(["connections:manage", "queues:operate"]),
  });
  expect((await world.sql("SELECT ip_address FROM sessions"))[0]).toEqual({
    ip_address: "127.0.0.1",
  });
});

test("cookies are HttpOnly and SameSite=Strict, and Secure where PUBLIC_URL is https", async () => {
  const plain = await signIn(await setup());
  const [cookie = ""] = plain.headers.getSetCookie();
  expect(cookie).toMatch(/^lumenflow\.session_token=/);
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Strict/i);
  expect(cookie).not.toMatch(/Secure/i);
  const secure = await signIn(await setup({ publicUrl: "https://bots.example.com" }));
  for (const given of secure.headers.getSetCookie()) expect(given).toMatch(/; *Secure/i);
});

test("a session changes things only from our own pages", async () => {
  const world = await setup();
  const cookie = cookieOf(await signIn(world));
  const make = (headers: Record<string, string>) =>
    world.api("POST", "/api-keys", {
      key: "",
      headers: { cookie, ...headers },
      body: { name: "mine", scopes: ["messages:read"] },
    });
  expect(await make({ origin: "https://evil.example" })).toMatchObject({
    status: 403,
    body: { code: "E004" },
  });
  expect((await make({})).status).toBe(403);
  expect((await make({ origin: "null" })).status).toBe(403);
  expect((await make({ origin: world.origin })).status).toBe(201);
});

test("signing in from a foreign page is refused", async () => {
  const world = await setup();
  const answer = await world.call("POST", "/api/v1/auth/sign-in/email", {
    key: "",
    headers: { origin: "https://evil.example" },
    body: { email, password },
  });
  expect(answer).toMatchObject({ status: 403, body: { code: "E004" } });
});

test("wrong passwords are slowed down for that e-mail from that address, not for others", async () => {
  const world = await setup();
  for (let attempt = 0; attempt < 5; attempt++) {
    const wrong = await signIn(world, { password: "wrong password" });
    expect(wrong).toMatchObject({ status: 401, body: { code: "E002" } });
  }
  const slowed = await signIn(world, { password });
  expect(slowed).toMatchObject({ status: 429, body: { code: "E050" } });
  expect(Number(slowed.headers.get("retry-after"))).toBeGreaterThan(0);
  // Neither another e-mail nor a forged address changes whom it counts for.
  expect((await signIn(world, { email: "other@example.com" })).status).toBe(401);
  const forged = await world.call("POST", "/api/v1/auth/sign-in/email", {
    key: "",
    headers: {
      origin: world.origin,
      "x-forwarded-for": "203.0.113.9",
      "x-lumenflow-client-address": "203.0.113.9",
    },
    body: { email, password },
  });
  expect(forged.status).toBe(429);
});

test("attempts are counted for all processes together, whichever of them takes one", async () => {
  const world = await setup();
  const other = await anotherProcess(world);
  async function attempt(origin: string, given: string): Promise<number> {
    const answer = await fetch(`${origin}/api/v1/auth/sign-in/email`, {
      method: "POST",
      headers: { origin, "content-type": "application/json" },
      body: JSON.stringify({ email, password: given }),
    });
    return answer.status;
  }
  for (const origin of [world.origin, other, world.origin, other, other]) {
    expect(await attempt(origin, "wrong password")).toBe(401);
  }
  for (const origin of [world.origin, other]) expect(await attempt(origin, password)).toBe(429);
});

/** Signs people in at the same database with a memory and connections of its own; its origin. */
async function anotherProcess({ url, keys }: Setup): Promise<string> {
  const logger = createLogger({ name: "other", level: "silent" });
  const database = openDatabase({ url, logger });
  const listener = createListener({ url, logger });
  const origin = () => `http://127.0.0.1:${server.address().port}`;
  const keyring = createKeyring(keys);
  const access = { database, listener, logger, keyring, publicUrl: undefined };
  const { accounts } = await openAccess({ ...access, origins: () => [origin()] });
  const app = express();
  app.use(accounts.handler as express.RequestHandler, problems(logger));
  const server = httpServer({
    ...{ name: "other", host: "127.0.0.1", port: 0, logger },
    handler: (req, res) => app(req as express.Request, res as express.Response),
  });
  for (const component of [database, server]) await component.start();
  onTestFinished(async () => {
    for (const component of [server, database]) await component.stop();
  });
  return origin();
}

test("what is wrong with a sign-in is named by its field", async () => {
  const world = await setup();
  const answer = await signIn(world, { email: undefined as unknown as string });
  expect(answer).toMatchObject({
    status: 400,
    body: { code: "E010", errors: [{ path: "email" }] },
  });
});

test("nobody signs up, and what is not meant to be open is not there", async () => {
  const world = await setup();
  for (const path of ["/sign-up/email", "/organization/create", "/update-user", "/delete-user"]) {
    const answer = await world.call("POST", `/api/v1/auth${path}`, {
      key: "",
      headers: { origin: world.origin },
      body: { email: "new@example.com", password, name: "New" },
    });
    expect(answer, path).toMatchObject({ status: 404, body: { code: "E044" } });
  }
  expect(await world.sql("SELECT 1 FROM users")).toHaveLength(1);
});

test("signing out ends the session", async () => {
  const world = await setup();
  const cookie = cookieOf(await signIn(world));
  const headers = { cookie, origin: world.origin };
  const shown = await world.call("GET", "/api/v1/auth/get-session", { key: "", headers });
  expect(shown.body).toMatchObject({ user: { email } });
  // Nothing that pages can read tells them a session's token.
  expect(JSON.stringify(shown.body)).not.toContain("token");
  const listed = await world.call("GET", "/api/v1/auth/list-sessions", { key: "", headers });
  expect(listed.status).toBe(404);
  expect((await world.call("POST", "/api/v1/auth/sign-out", { key: "", headers })).status).toBe(
    200,
  );
  expect(await world.api("GET", "/me", { key: "", headers })).toMatchObject({
    status: 401,
    body: { code: "E003" },
  });
});

test("the dashboard is for those who operate queues, and only to look at", async () => {
  const { call, key, database } = await setup();
  const reader = await key(["messages:read"]);
  expect((await call("GET", "/queues", { key: "" })).status).toBe(401);
  expect((await call("GET", "/queues", { key: reader.key })).status).toBe(403);
  const page = await call("GET", "/queues");
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
  const listed = await call("GET", "/queues/api/queues");
  expect(listed.text).toContain("registrations");
  expect(listed.text).toContain("updates-1-7");
  expect(listed.text).not.toContain("updates-2-");
  await database.partitions.change(3);
  const relisted = await call("GET", "/queues/api/queues");
  expect(relisted.text).toContain("updates-1-7");
  expect(relisted.text).toContain("updates-2-2");
  expect((await call("PUT", "/queues/api/queues/registrations/pause")).status).toBe(403);
});

test("whoever belongs to the workspace looks at the queues, and changes nothing there", async () => {
  const world = await setup();
  const owner = await signedIn(world);
  for (const role of ["viewer", "member", "approver"]) {
    const { cookie } = await joins(world, owner, { email: `${role}@example.com`, role });
    const headers = { cookie, origin: world.origin };
    const asked = (method: string, path: string) => world.call(method, path, { key: "", headers });
    expect((await asked("GET", "/queues")).status, role).toBe(200);
    const listed = await asked("GET", "/queues/api/queues?activeQueue=registrations");
    expect(listed.status, role).toBe(200);
    expect(listed.body.queues).toContainEqual(
      expect.objectContaining({ name: "registrations", readOnlyMode: true, allowRetries: false }),
    );
    const refused = [
      ["PUT", "/queues/api/queues/registrations/pause"],
      ["PUT", "/queues/api/queues/pause"],
      ["PUT", "/queues/api/queues/registrations/retry/failed"],
      ["POST", "/queues/api/queues/registrations/add"],
      ["PATCH", "/queues/api/queues/registrations/1/update-data"],
      ["DELETE", "/queues/api/queues/registrations/obliterate"],
    ] as const;
    for (const [method, path] of refused) {
      const answer = await asked(method, path);
      expect(answer, `${role}: ${method} ${path}`).toMatchObject({
        status: 403,
        body: { code: "E004" },
      });
    }
  }
});

test("the pages come with a strict policy and a nonce, or say how to build them", async () => {
  const { call } = await setup({ webFolder: "/nonexistent" });
  const page = await call("GET", "/connections", { key: "" });
  expect(page).toMatchObject({ status: 503, text: expect.stringContaining("build") });
  expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'.*'nonce-/);
  expect(page.headers.get("x-powered-by")).toBeNull();
  const missing = await call("GET", "/api/v1/nothing");
  expect(missing).toMatchObject({ status: 404, body: { code: "E044" } });
  expect((await call("GET", "/api/v1/openapi.json", { key: "" })).body).toMatchObject({
    openapi: "3.1.0",
  });
});
