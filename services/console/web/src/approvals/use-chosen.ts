/** Which approvals are chosen to be decided together, each as it was seen when it was chosen. */
import { useState } from "react";
import type { Approval } from "../api/contract.ts";
import type { More } from "../ui/use-near-ends.ts";
import { stillStand } from "./still-stand.ts";

export interface Chosen {
  /**
   * Oldest first, in which order they are sent: those that are still pending and still say what was
   * seen, as far as the list tells; of the pages that were left behind the server does.
   */
  readonly list: readonly Approval[];
  has(id: string): boolean;
  toggle(approval: Approval): void;
  clear(): void;
}

export function useChosen(pending: readonly Approval[], more: More): Chosen {
  const [chosen, setChosen] = useState<readonly Approval[]>([]);
  const list = stillStand(chosen, pending, { before: more.before > 0, after: more.has });
  return {
    list,
    has: (id) => list.some((approval) => approval.id === id),
    toggle(approval) {
      const { id, digest } = approval;
      setChosen((before) => {
        const others = before.filter((each) => each.id !== id);
        const was = before.some((each) => each.id === id && each.digest === digest);
        return was ? others : [...others, approval];
      });
    },
    clear: () => setChosen([]),
  };
}
