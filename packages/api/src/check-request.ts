/** Checks what somebody asks for: whether they may, and whether it has the operation's shape. */
import type { z } from "zod";
import { faultsOf, repeated } from "./faults.ts";
import type { Operation } from "./operation.ts";
import type { Principal } from "./principal.ts";
import { type Fault, problem } from "./problem.ts";

/** As it came, of whatever shape. */
export interface Given {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

/** @throws Problem E004 */
export function checkAccess({ scopes, roles }: Operation, principal: Principal): void {
  if (scopes.length === 0 && roles === undefined) return;
  if (principal.restriction !== undefined) throw problem.notAllowed(principal.restriction);
  if (roles !== undefined && !roles.some((role) => role === principal.role)) {
    throw problem.notAllowed(`This is for people, signed in, who are ${roles.join(" or ")} here.`);
  }
  if (scopes.length === 0 || scopes.some((scope) => principal.scopes.includes(scope))) return;
  throw problem.notAllowed(`This needs the scope ${scopes.join(" or ")}.`);
}

/** What the handler gets. @throws Problem E010 that names every fault by its path. */
export function parse(operation: Operation, req: Given) {
  const faults: Fault[] = [];
  const read = (where: string, schema: z.ZodType | undefined, value: unknown) => {
    if (schema === undefined) return undefined;
    const twice = where === "query" ? repeated(where, value) : [];
    if (twice.length > 0) {
      faults.push(...twice);
      return undefined;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    faults.push(...faultsOf(where, value, parsed.error.issues));
    return undefined;
  };
  const result = {
    params: read("path", operation.params, req.params),
    query: read("query", operation.query, req.query),
    // Faults of the body are named as the caller wrote them, without a prefix.
    body: read("", operation.body, req.body),
  };
  if (faults.length > 0) throw problem.invalid(faults);
  return result;
}

/** What is wrong with an operation's body, for whoever is given it otherwise than over HTTP. */
export function faultsOfBody({ body: schema }: Pick<Operation, "body">, body: unknown): Fault[] {
  return faultsOf("", body, schema?.safeParse(body).error?.issues ?? []);
}

const idempotencyKeyShape = /^[\x20-\x7e]{1,255}$/;

/** @throws Problem E012 */
export function checkKey(given: string | undefined): string {
  if (given === undefined || !idempotencyKeyShape.test(given)) throw problem.keyMissing();
  return given;
}
