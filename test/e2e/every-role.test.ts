/** Every route of the OpenAPI document is open to exactly those roles and scopes that it declares. */
import { scopes } from "@lumenflow/api";
import { expect, test } from "vitest";
import { answeredBy } from "./setup/api.ts";
import { type Documented, documented } from "./setup/documented.ts";
import { type House, startHouseOn } from "./setup/house.ts";
import { invited, openSession } from "./setup/session.ts";

/** What whoever has any credential at all may ask; a route that declares nothing has to be listed here. */
const forAnybody = ["getMe", "getPauses"];

/** What LumenFlow documents that each role may. */
const rightsOfRoles: Record<string, readonly string[]> = {
  owner: scopes.filter((scope) => !/^(workspaces:manage|approvals:self)$/.test(scope)),
  admin: scopes.filter((scope) => !/^(workspaces:manage|approvals:self)$/.test(scope)),
  approver: ["messages:read", "updates:read", "approvals:decide"],
  member: ["messages:read", "updates:read", "messages:send"],
  viewer: ["messages:read", "updates:read"],
};

interface Caller {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly scopes: readonly string[];
  readonly role?: string;
}

async function callersOf(house: House): Promise<Caller[]> {
  const { origin } = house;
  const ofKey = (key: string) => ({ authorization: `Bearer ${key}` });
  const owner = await openSession(house, house.signIn);
  const callers: Caller[] = [
    { name: "a key with every scope", headers: ofKey(house.owner.key), scopes },
  ];
  for (const [role, rights] of Object.entries(rightsOfRoles)) {
    const { cookie } = role === "owner" ? owner : await invited(house, owner, role);
    const name = `somebody who is ${role}`;
    callers.push({ name, headers: { cookie, origin }, scopes: rights, role });
  }
  // The API makes no key that may decide about itself.
  for (const scope of scopes.filter((scope) => scope !== "approvals:self")) {
    const headers = ofKey(await house.owner.createKey(scope, [scope]));
    callers.push({ name: `a key with ${scope}`, headers, scopes: [scope] });
  }
  return callers;
}

function mayAsk(operation: Documented, caller: Caller): boolean {
  if (operation.open) return true;
  if (operation.roles !== undefined && !operation.roles.includes(caller.role ?? "")) return false;
  return (
    operation.scopes.length === 0 || operation.scopes.some((scope) => caller.scopes.includes(scope))
  );
}

/** The request with nothing in it that exists or is valid: whoever may ask is told so, and nothing happens. */
async function hollow(origin: string, headers: Caller["headers"], operation: Documented) {
  const { method, path, takesJson } = operation;
  const given = new AbortController();
  const answer = await fetch(
    `${origin}/api/v1${path.replace("{id}", "x_0").replace("{chatId}", "0").replace("{fileId}", "0")}`,
    {
      method,
      signal: given.signal,
      headers: {
        ...headers,
        "idempotency-key": "hollow",
        ...(takesJson && { "content-type": "application/json" }),
      },
      ...(takesJson && { body: "{}" }),
    },
  );
  if (/event-stream/.test(answer.headers.get("content-type") ?? "")) {
    // It never ends by itself.
    given.abort();
    return { status: answer.status, code: undefined, text: "" };
  }
  const { status, text, body } = await answeredBy(method, path, answer);
  return { status, code: body?.code as string | undefined, text };
}

test("every route is open to exactly those scopes and roles that it declares", async () => {
  const house = await startHouseOn("postgres");
  const all = await documented(house);
  const callers = await callersOf(house);
  for (const { headers, name, ...rights } of callers) {
    const answer = await fetch(`${house.origin}/api/v1/me`, { headers });
    const me = (await answer.json()) as { scopes: string[]; role: string | null };
    expect(me.scopes.toSorted(), name).toEqual(rights.scopes.toSorted());
    expect(me.role, name).toBe(rights.role ?? null);
  }

  for (const operation of all) {
    const name = `${operation.method} ${operation.path}`;
    const declares = operation.scopes.length > 0 || operation.roles !== undefined;
    expect(declares || operation.open || forAnybody.includes(operation.id), name).toBe(true);
    const anonymous = await hollow(house.origin, {}, operation);
    const expected = operation.open ? 400 : 401;
    expect(anonymous.status, `${name} without a credential`).toBe(expected);
    const answers = await Promise.all(
      callers.map(async (caller) => ({
        caller,
        ...(await hollow(house.origin, caller.headers, operation)),
      })),
    );
    for (const { caller, status, code, text } of answers) {
      const asked = `${name}, asked by ${caller.name}: ${status} ${text}`;
      expect(status === 401 || code === "E004", asked).toBe(!mayAsk(operation, caller));
      expect(status, asked).toBeLessThan(500);
    }
  }
});
