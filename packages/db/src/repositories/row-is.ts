/** How statements ask the status of a row that they have found by its id. */

/**
 * SQL: whether a row has one of these statuses, said so that no index can answer it. To a plan that was
 * made while an index over a status was empty, reading all of that index looks cheaper than finding one
 * row by its id; the plan is kept, and the index fills.
 */
export function rowIs(status: string, ...any: readonly string[]): string {
  return `${status} || '' IN (${any.map((each) => `'${each}'`).join(", ")})`;
}
