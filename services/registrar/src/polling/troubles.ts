/** After a poll that failed: how long to wait, and who should know. After one that did not: is all well? */

/** In milliseconds. */
export interface Patience {
  /** Waiting time after the first failure, doubled by each further one up to `maxDelayMs`. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Silence of Telegram that lasts longer is shown. */
  readonly degradedAfterMs: number;
  /** A conflict that goes on for longer needs a person. */
  readonly personAfterMs: number;
  /** Two programs take turns in being answered: a conflict is over after so long without another. */
  readonly calmMs: number;
}

export const defaultPatience: Patience = {
  firstDelayMs: 1_000,
  maxDelayMs: 60_000,
  degradedAfterMs: 60_000,
  personAfterMs: 30_000,
  calmMs: 30_000,
};

/** `conflict`: somebody else takes the updates. `silence`: Telegram does not answer, or not as it should. */
export type TroubleKind = "conflict" | "silence";

export interface Trouble {
  readonly delayMs: number;
  /** Failures since all was well. */
  readonly failures: number;
  readonly level: "passing" | "degraded" | "person";
}

export interface Troubles {
  failed(kind: TroubleKind): Trouble;
  /** Whether all is well, now that a poll that began at `begunAt` was answered. */
  succeeded(begunAt: number): boolean;
}

export function createTroubles(options: {
  readonly patience: Patience;
  /** The monotonic clock in milliseconds. */
  readonly now: () => number;
  /** 0 to 1. */
  readonly random?: () => number;
}): Troubles {
  const { patience, now, random = Math.random } = options;
  let kind: TroubleKind | undefined;
  let failures = 0;
  let since = 0;
  let calmSince: number | undefined;

  function level(): Trouble["level"] {
    const lastedMs = now() - since;
    if (kind === "silence") return lastedMs >= patience.degradedAfterMs ? "degraded" : "passing";
    // The first one may be our own doing that we have not heard of yet.
    if (failures < 2) return "passing";
    return failures > 2 && lastedMs >= patience.personAfterMs ? "person" : "degraded";
  }

  return {
    failed(next) {
      if (kind !== next) {
        kind = next;
        failures = 0;
        since = now();
      }
      failures += 1;
      calmSince = undefined;
      const doubled = Math.min(
        patience.maxDelayMs,
        patience.firstDelayMs * 2 ** Math.min(failures - 1, 20),
      );
      return { delayMs: doubled * (1 - 0.2 * random()), failures, level: level() };
    },
    succeeded(begunAt) {
      calmSince ??= begunAt;
      if (kind === "conflict" && now() - calmSince < patience.calmMs) return false;
      kind = undefined;
      failures = 0;
      return true;
    },
  };
}
