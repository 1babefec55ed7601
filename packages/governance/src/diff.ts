/** Says where two JSON values differ, field by field. */

export interface Difference {
  /** Names and places joined by dots; empty where the whole value differs. */
  readonly path: string;
  /** Absent where there was nothing. */
  readonly from?: unknown;
  /** Absent where there is nothing any more. */
  readonly to?: unknown;
}

/** In the order of the fields, those of `before` first. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      differences(before[name], after[name], path === "" ? name : `${path}.${name}`),
    );
  }
  if (Object.is(before, after)) return [];
  return [
    {
      path,
      ...(before !== undefined && { from: before }),
      ...(after !== undefined && { to: after }),
    },
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
