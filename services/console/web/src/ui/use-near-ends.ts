/** Reads on in a list of any length while its reader comes near an end of what is here. */
import { useEffect } from "react";

export interface More {
  /** So many come before those that are here. */
  readonly before: number;
  readonly has: boolean;
  readonly loading: boolean;
  readonly load: () => void;
  /** Reads those before; `index` is the first that is looked at. */
  readonly loadBefore: ((index: number) => void) | undefined;
}

interface Looked {
  /** The places of the first and the last that are looked at, in the list's order. */
  readonly first: number;
  readonly last: number;
  /** How many are known. */
  readonly count: number;
  readonly enabled?: boolean;
}

/** So many before an end, more is asked for. */
const ahead = 20;

export function useNearEnds(more: More, { first, last, count, enabled = true }: Looked): void {
  const wantsBefore = more.before > 0 && first < more.before + ahead;
  const wantsMore = more.has && last >= count - ahead;
  useEffect(() => {
    if (!enabled || more.loading) return;
    if (wantsBefore) more.loadBefore?.(first);
    else if (wantsMore) more.load();
  });
}
