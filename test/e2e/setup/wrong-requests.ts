/** Asks every route for what it does not have, and in ways that nobody means: each is refused in words, and nothing is done. */
import { expect } from "vitest";
import type { Documented } from "./documented.ts";
import type { House } from "./house.ts";
import { openSession } from "./session.ts";

export interface Placed extends Documented {
  /** Its path, with ids in the place of parameters. */
  readonly at: string;
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Others than the API's, with what they answer. */
const elsewhere = [
  ["/api/v1/openapi.json", "POST", "GET, HEAD"],
  ["/api/v1/auth/sign-in/email", "GET", "POST"],
  ["/docs", "DELETE", "GET, HEAD"],
  ["/", "POST", "GET, HEAD"],
  ["/mcp", "GET", "POST"],
  ["/readyz", "PUT", "GET, HEAD"],
] as const;

/** Each path refuses a method that it does not have, whichever role answers it, and says which it has. */
export async function refusesOtherMethods({ origin }: House, all: Placed[]): Promise<void> {
  const api = `${origin}/api/v1`;
  for (const at of new Set(all.map((each) => each.at))) {
    const has = new Set(all.filter((each) => matches(each.path, at)).map(({ method }) => method));
    const other = methods.find((method) => !has.has(method)) ?? "PROPFIND";
    const answer = await fetch(api + at, { method: other });
    const name = `${other} ${at}`;
    expect([answer.status, ((await answer.json()) as { code: string }).code], name).toEqual([
      405,
      "E010",
    ]);
    const allowed = answer.headers.get("allow")?.split(", ") ?? [];
    expect(new Set(allowed.filter((method) => method !== "HEAD")), name).toEqual(has);
    // What only comes near it is not there at all.
    expect((await fetch(`${api}${at}/x/y/z`, { method: other })).status, name).toBe(404);
  }
  for (const [path, method, allow] of elsewhere) {
    const answer = await fetch(origin + path, { method });
    expect([answer.status, answer.headers.get("allow")], path).toEqual([405, allow]);
    expect(answer.headers.get("content-type"), path).toContain("application/problem+json");
  }
}

function matches(path: string, at: string): boolean {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(at);
}

const notObjects = [null, [], "text", 7, { nonsense: true }];
const notIds = ["%00", "%ff", "..%2f..", "x".repeat(300), "msg_%27%3b--"];

/** Of bodies, ids and parameters. */
export async function refusesNonsense(
  house: House,
  all: Placed[],
  bodyOf: (id: string) => unknown,
): Promise<void> {
  const person = await openSession(house, house.signIn);
  const ask = async (
    { method, roles, takesJson }: Placed,
    at: string,
    body?: unknown,
  ): Promise<{ status: number; code: string | undefined }> => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const as = roles === undefined ? house.owner : person;
    const answer = await as.call(method, at, { headers, ...(takesJson && { body }) });
    return { status: answer.status, code: answer.body?.code };
  };
  for (const operation of all) {
    const { at, id, path, takesJson, query } = operation;
    const name = `${operation.method} ${path}`;
    for (const body of takesJson ? notObjects : []) {
      const answer = await ask(operation, at, body);
      expect(answer, `${name} with ${JSON.stringify(body)}`).toEqual({ status: 400, code: "E010" });
    }
    for (const wrong of path.includes("{id}") ? notIds : []) {
      const answer = await ask(operation, path.replace(/\{\w+\}/g, wrong), bodyOf(id));
      expect(answer, `${name} of ${wrong}`).toEqual({ status: 404, code: "E044" });
    }
    for (const parameter of query) {
      const twice = await ask(operation, `${at}?${parameter}=1&${parameter}=1`);
      expect(twice, `${name} with ${parameter} twice`).toEqual({ status: 400, code: "E010" });
      const nul = await ask(operation, `${at}?${parameter}=%00`);
      expect([200, 400], `${name} with NUL as ${parameter}`).toContain(nul.status);
    }
    if (query.length === 0) continue;
    const unknown = await ask(operation, `${at}?nonsense=1`);
    expect(unknown, `${name} with what is not known`).toEqual({ status: 400, code: "E010" });
  }
}
