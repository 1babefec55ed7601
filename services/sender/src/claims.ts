/** Claims parts for all actors of the process, in as few statements as the load allows. */
import type { ClaimAnswer, Repositories, WantedPart } from "@lumenflow/db";
import { createCoalescer } from "./coalesce.ts";

export interface Claims {
  /** Rejects where Postgres is away: the part may then have been claimed all the same. */
  claim(wanted: WantedPart): Promise<ClaimAnswer>;
  /** Prepares connections and plans, so that the first real claim is not the slow one. */
  warm(): Promise<void>;
}

export function createClaims(outbox: Pick<Repositories["outbox"], "claim">): Claims {
  return {
    claim: createCoalescer<WantedPart, ClaimAnswer>({
      flush: (wanted) => outbox.claim(wanted),
      maxOut: 2,
      maxItems: 500,
    }),
    async warm() {
      for (let round = 0; round < 6; round += 1) {
        await Promise.all([outbox.claim([]), outbox.claim([])]);
      }
    },
  };
}
