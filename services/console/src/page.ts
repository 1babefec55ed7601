/** Cuts a page from one row more than was asked for, so that the last page knows that it is. */

/** `rows` has up to `limit` + 1 entries; the cursor of the next page is the last id shown. */
export function pageOf<Row extends { readonly id: string }, View>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => View,
): { data: View[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? (shown.at(-1)?.id ?? null) : null;
  return { data: shown.map(present), nextCursor };
}
