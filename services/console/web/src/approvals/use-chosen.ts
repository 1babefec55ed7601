/** Which approvals are chosen to be decided together, each as it was seen when it was chosen. */
import { useState } from "react";
import type { Approval } from "../api/contract.ts";

export interface Chosen {
  /** Those that are still pending and still say what was seen. */
  readonly list: readonly Approval[];
  has(id: string): boolean;
  toggle(approval: Approval): void;
  clear(): void;
}

export function useChosen(pending: readonly Approval[]): Chosen {
  const [digests, setDigests] = useState<ReadonlyMap<string, string>>(new Map());
  const list = pending.filter(({ id, digest }) => digests.get(id) === digest);
  return {
    list,
    has: (id) => list.some((approval) => approval.id === id),
    toggle({ id, digest }) {
      setDigests((before) => {
        const after = new Map(before);
        if (after.get(id) === digest) after.delete(id);
        else after.set(id, digest);
        return after;
      });
    },
    clear: () => setDigests(new Map()),
  };
}
