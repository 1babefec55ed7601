/** Of approvals that somebody has chosen those that are as they were, by the part of the list that is here. */
import { type Around, isOutside } from "./inbox-order.ts";

interface Choosable {
  readonly id: string;
  readonly digest: string;
}

/** Oldest first. What lies outside `pending` is believed. */
export function stillStand<A extends Choosable>(
  chosen: readonly A[],
  pending: readonly Choosable[],
  around: Around,
): A[] {
  const digests = new Map(pending.map(({ id, digest }) => [id, digest]));
  return chosen
    .filter(({ id, digest }) =>
      digests.has(id) ? digests.get(id) === digest : isOutside(id, pending, around),
    )
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
