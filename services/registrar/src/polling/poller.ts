/** Asks Telegram for one connection's updates while this process owns it; confirms what is durable. */
import type { PollState, TakenPoll } from "@lumenflow/db";
import type { Trouble } from "@lumenflow/governance";
import {
  type Answer,
  type BotApi,
  pollingConflictOf,
  wantedAllowedUpdates,
} from "@lumenflow/telegram";
import type { HandOn } from "./hand-on.ts";

/** Why a run ended. */
export type Ending =
  /** The process stops, others wait for the slot, or the connection was registered anew. */
  | { readonly kind: "yielded" }
  /** Another owner, a webhook, a disconnect. */
  | { readonly kind: "closed" }
  /** Telegram refuses the bot, or its token cannot be opened. */
  | { readonly kind: "refused"; readonly trouble: Trouble };

export interface Poller {
  run(): Promise<Ending>;
  /** What the connection looks like now. */
  see(state: PollState): void;
  /** Asks nothing more; what Telegram has given already is handed on first. */
  stop(ending: Ending): void;
}

/** What an answer that is no updates, or updates that nobody took, come to. */
export interface Response {
  readonly waitMs: number;
  readonly end?: Ending | undefined;
}

export interface PollerDeps {
  readonly poll: TakenPoll;
  readonly api: Pick<BotApi, "getUpdates">;
  /** Kinds of updates that Telegram has had since this version. */
  readonly newerKinds?: readonly string[] | undefined;
  /** How long Telegram holds an answer without updates. */
  readonly holdSeconds: number;
  readonly handOn: HandOn;
  /** Looks how the connection stands now, and tells `see`. */
  readonly look: () => Promise<void>;
  /** Telegram gave no updates. */
  readonly onFailure: (answer: Answer) => Promise<Response>;
  /** It did; `begunAt` is when it was asked, by `now`. */
  readonly onSuccess: (begunAt: number, state: PollState) => Promise<void>;
  readonly othersWaiting: () => Promise<boolean>;
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
}

/** As many as Telegram gives in one answer. */
const limit = 100;
/** An owner whose slot others want gives it up after this. */
const sliceMs = 30_000;
/** Nothing, sooner than this, is no long poll. */
const hastyMs = 1_000;

export function createPoller(deps: PollerDeps): Poller {
  const { poll, api, handOn, now } = deps;
  const allowedUpdates = wantedAllowedUpdates(poll.allowedUpdates, deps.newerKinds);
  let state: PollState = poll;
  let ending: Ending | undefined;
  /** The call or the wait under way. One for each: a listener on a lasting signal would stay with it. */
  let underWay: AbortController | undefined;
  /**
   * Sent once, with the call after the updates that it confirms: later ones need none, and a sequence
   * of ids that starts again, as it may after an idle week, could be below it.
   */
  let offset: string | undefined;
  let lastFirst: string | undefined;

  function stop(as: Ending): void {
    ending ??= as;
    underWay?.abort();
  }

  async function abortable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    underWay = new AbortController();
    try {
      return await work(underWay.signal);
    } finally {
      underWay = undefined;
    }
  }

  const ask = () =>
    abortable((signal) =>
      api.getUpdates(
        { offset, limit, timeoutSeconds: deps.holdSeconds, allowedUpdates },
        { signal },
      ),
    );

  const pause = (ms: number) => abortable((signal) => deps.pause(ms, signal));

  /** How long to wait before the next call. */
  async function respond(answer: Answer<readonly string[]>, begunAt: number): Promise<number> {
    if (answer.kind !== "ok") {
      // A conflict may be our own doing, another owner or a webhook of ours: then the look ends this.
      if (pollingConflictOf(answer) !== null) await deps.look();
      if (ending !== undefined) return 0;
      const { waitMs, end } = await deps.onFailure(answer);
      if (end !== undefined) stop(end);
      return waitMs;
    }
    // Telegram has seen the offset: whatever it confirmed is gone.
    offset = undefined;
    const handed = await handOn(answer.result);
    if (handed.kind === "not-durable") return handed.waitMs;
    offset = handed.confirm;
    await deps.onSuccess(begunAt, state);
    // Telegram holds its answer while there is nothing, and gives nothing again that is confirmed.
    // What does otherwise must not be asked in a circle.
    const [first] = answer.result;
    const circular = first === undefined ? now() - begunAt < hastyMs : first === lastFirst;
    lastFirst = first;
    return circular ? hastyMs : 0;
  }

  return {
    stop,
    see(next) {
      if (next.fence !== poll.fence || !next.open) stop({ kind: "closed" });
      else if (next.registration !== poll.registration) stop({ kind: "yielded" });
      state = next;
    },

    async run() {
      const begun = now();
      while (ending === undefined) {
        if (now() - begun >= sliceMs && (await deps.othersWaiting())) return { kind: "yielded" };
        const askedAt = now();
        const answer = await ask();
        if (ending !== undefined) break;
        const waitMs = await respond(answer, askedAt);
        if (ending === undefined && waitMs > 0) await pause(waitMs);
      }
      return ending;
    },
  };
}
