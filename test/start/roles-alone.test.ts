/** Every role runs from its own main.ts, as in production, and people signed in at one are known at the other. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createDatabase, eventually, freePort, startService } from "../harness/index.ts";

const services = join(import.meta.dirname, "../../services");
const roles = ["ingress", "dispatcher", "sender", "registrar", "keeper", "console"] as const;

test("six roles become ready, a session works at the console and at the ingress, and all stop", async () => {
  const shared = { DATABASE_URL: await createDatabase(), LOG_LEVEL: "info" };
  const keys = { LUMENFLOW_ENCRYPTION_KEYS: `k:${randomBytes(32).toString("base64")}` };
  const owner = {
    LUMENFLOW_OWNER_EMAIL: "owner@example.org",
    LUMENFLOW_OWNER_PASSWORD: randomBytes(12).toString("base64url"),
    LUMENFLOW_API_KEY: `lf_${randomBytes(32).toString("base64url")}`,
  };
  const own: Partial<Record<(typeof roles)[number], Record<string, string>>> = {
    dispatcher: keys,
    sender: keys,
    registrar: keys,
    keeper: keys,
    console: { ...keys, ...owner },
  };
  const running = await Promise.all(
    roles.map(async (role) => {
      const origin = `http://127.0.0.1:${await freePort()}`;
      const env = { ...shared, ...own[role], PORT: new URL(origin).port };
      const process = startService(join(services, role, "src/main.ts"), { env });
      onTestFinished(() => process.kill());
      return { role, origin, process };
    }),
  );
  for (const { role, origin, process } of running) {
    await eventually(async () => (await fetch(`${origin}/readyz`)).ok, { timeoutMs: 60_000 }).catch(
      (error: unknown) => {
        throw new Error(`${role} is not ready:\n${process.output()}`, { cause: error });
      },
    );
  }
  const originOf = (wanted: string) => running.find(({ role }) => role === wanted)?.origin ?? "";

  const signIn = await fetch(`${originOf("console")}/api/v1/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: originOf("console") },
    body: JSON.stringify({
      email: owner.LUMENFLOW_OWNER_EMAIL,
      password: owner.LUMENFLOW_OWNER_PASSWORD,
    }),
  });
  expect(signIn.status).toBe(200);
  const cookie = signIn.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
  for (const url of [
    `${originOf("console")}/api/v1/connections`,
    `${originOf("ingress")}/api/v1/messages`,
  ]) {
    expect((await fetch(url, { headers: { cookie } })).status, url).toBe(200);
    expect((await fetch(url)).status, url).toBe(401);
  }

  const nowhere = await fetch(`${originOf("ingress")}/api/v1/nowhere`);
  expect(nowhere.status).toBe(404);
  expect(nowhere.headers.get("content-type")).toBe("application/problem+json");
  expect(await nowhere.json()).toMatchObject({ code: "E044" });

  const codes = await Promise.all(running.map(({ process }) => process.stop()));
  expect(codes).toEqual(roles.map(() => 0));
});
