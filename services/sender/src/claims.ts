/** Claims parts for all actors of the process, in as few statements as the load allows. */
import type { ClaimAnswer, Repositories, WantedPart } from "@lumenflow/db";
import { createCoalescer } from "@lumenflow/runtime";

/** A claim's answer, and when its statement went out, in milliseconds by the monotonic clock. */
export interface Claim {
  readonly answer: ClaimAnswer;
  readonly askedAt: number;
}

export interface Claims {
  /** Rejects where Postgres is away: the part may then have been claimed all the same. */
  claim(wanted: WantedPart): Promise<Claim>;
  /** Prepares connections and plans, so that the first real claim is not the slow one. */
  warm(): Promise<void>;
}

/** A claim of one part costs half of a claim of ten. */
const gapMs = 4;

export function createClaims(outbox: Pick<Repositories["outbox"], "claim">): Claims {
  return {
    claim: createCoalescer<WantedPart, Claim>({
      async flush(wanted) {
        const askedAt = performance.now();
        const answers = await outbox.claim(wanted);
        return answers.map((answer) => ({ answer, askedAt }));
      },
      maxOut: 2,
      maxItems: 200,
      gapMs,
    }),
    async warm() {
      for (let round = 0; round < 6; round += 1) {
        await Promise.all([outbox.claim([]), outbox.claim([])]);
      }
    },
  };
}
