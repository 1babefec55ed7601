/** Says what a schema found wrong in a request: where it stands, and what to write instead. */
import type { z } from "zod";
import type { Fault } from "./problem.ts";

type Issue = z.core.$ZodIssue;

/** `where` is what is named first, such as `query`; nothing for the body, whose parts stand alone. */
export function faultsOf(where: string, value: unknown, issues: readonly Issue[]): Fault[] {
  return issues.flatMap((issue) => {
    const at = (...more: PropertyKey[]) =>
      [where, ...issue.path, ...more].filter((part) => part !== "").join(".") || "body";
    if (issue.code === "unrecognized_keys") {
      const message = "is not known here; check how it is spelled, or leave it out";
      return issue.keys.map((key) => ({ path: at(key), message }));
    }
    return [{ path: at(), message: isMissing(value, issue) ? missing(issue) : issue.message }];
  });
}

/** Which parameters of a query are given more than once: nobody could say which of them is meant. */
export function repeated(where: string, query: unknown): Fault[] {
  return Object.entries(query ?? {}).flatMap(([name, value]) =>
    Array.isArray(value)
      ? [{ path: `${where}.${name}`, message: `is given ${value.length} times: give it once` }]
      : [],
  );
}

/** Only what is read from JSON or an address: nothing there has an undefined value of its own. */
function isMissing(value: unknown, { path }: Issue): boolean {
  let found = value;
  for (const part of path) {
    // A text that was read as a list has parts that are wrong, not missing.
    if (typeof found !== "object" || found === null) return found === undefined;
    if (!Object.hasOwn(found, part)) return true;
    found = (found as Record<PropertyKey, unknown>)[part];
  }
  return found === undefined;
}

/** What a caller is told who left out what must be there; what may be left out raises no issue. */
function missing(issue: Issue): string {
  if (issue.code === "invalid_type") return `is missing: give ${named(issue.expected)}`;
  if (issue.code !== "invalid_value") return "is missing";
  return `is missing: give ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
}

function named(type: string): string {
  if (type === "record") return "an object";
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}
