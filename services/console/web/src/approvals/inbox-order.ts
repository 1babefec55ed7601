/** Which approvals the inbox shows, in which order, and which is next to which. */
import type { Approval } from "../api/contract.ts";

type Listed = Pick<Approval, "id">;

/**
 * The pending ones and the selected one, should it be none of them any more: it stays where it was
 * (`before` is the order shown last), so that what became of it can be read.
 */
export function withSelected<A extends Listed>(
  pending: readonly A[],
  selected: A | undefined,
  before: readonly string[],
): readonly A[] {
  if (selected === undefined || pending.some(({ id }) => id === selected.id)) return pending;
  const place = before.indexOf(selected.id);
  // It stays behind what it stood behind; newer ones arrive above.
  const ahead = new Set(before.slice(0, Math.max(0, place)));
  const at = pending.findLastIndex(({ id }) => ahead.has(id)) + 1;
  return pending.toSpliced(at, 0, selected);
}

/** Whether there are more before and after those that are here. */
export interface Around {
  readonly before: boolean;
  readonly after: boolean;
}

/** Newer ones come first, and ids sort by time: whether its place is not among those that are here. */
export function isOutside(id: string, here: readonly Listed[], { before, after }: Around): boolean {
  const newest = here[0]?.id ?? "";
  const oldest = here.at(-1)?.id ?? "";
  return (before && id > newest) || (after && id < oldest);
}

/** The id one step on from `from`; the first without one; undefined where there is none. */
export function neighbour(
  shown: readonly Listed[],
  from: string | undefined,
  step: 1 | -1,
): string | undefined {
  const at = shown.findIndex(({ id }) => id === from);
  return at < 0 ? shown[0]?.id : shown[at + step]?.id;
}
