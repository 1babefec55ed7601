/** Knows the pollers of this process: gives signs of life for them and tells each what changes for it. */
import type { Database, Listener, PollOwner, PollState } from "@lumenflow/db";
import type { Component } from "@lumenflow/runtime";
import type { PollingMetrics } from "./metrics.ts";

/** What the registry tells a poller. */
export interface Seeing {
  see(state: PollState): void;
}

export interface Pollers extends Component {
  /** Enters a poller; the returned function takes it out. */
  enter(owner: PollOwner, poller: Seeing): () => void;
  /** Looks at once how the connection stands. */
  look(owner: PollOwner): Promise<void>;
  /** Telegram has answered for the connection; noted now and then. */
  answered(connectionId: string): void;
}

/** A notification that was lost, another owner: noticed after this at the latest. */
const beatMs = 5_000;
const noteEveryMs = 60_000;

export function createPollers(deps: {
  readonly polling: Pick<Database["polling"], "beat" | "answered">;
  readonly listener: Pick<Listener, "on">;
  readonly metrics: Pick<PollingMetrics, "pollers">;
}): Pollers {
  const { polling, listener, metrics } = deps;
  const entries = new Set<{ readonly owner: PollOwner; readonly poller: Seeing }>();
  const answers = new Set<string>();
  const notedAt = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> | undefined;

  listener.on("connections", (id) => {
    // After a reconnect something may have been missed.
    if (id === null) return beat();
    const owners = [...entries].filter(({ owner }) => owner.connectionId === id);
    for (const { owner } of owners) look(owner).catch(() => undefined);
  });

  async function tell(owners: readonly PollOwner[]): Promise<void> {
    for (const state of await polling.beat(owners)) {
      for (const { owner, poller } of entries) {
        if (owner.connectionId === state.connectionId) poller.see(state);
      }
    }
  }

  const look = (owner: PollOwner) => tell([owner]);

  /** One statement for all; while one is out, no second. */
  function beat(): void {
    if (entries.size === 0 || beating !== undefined) return;
    beating = tell([...entries].map(({ owner }) => owner))
      .then(note)
      // Postgres is away: what Telegram gives is still kept, and nobody else can take over either.
      .catch(() => undefined)
      .finally(() => {
        beating = undefined;
      });
  }

  async function note(): Promise<void> {
    const now = performance.now();
    const due = [...answers].filter((id) => now - (notedAt.get(id) ?? -noteEveryMs) >= noteEveryMs);
    if (due.length === 0) return;
    await polling.answered(due);
    for (const id of due) {
      answers.delete(id);
      notedAt.set(id, now);
    }
  }

  return {
    name: "pollers",
    look,
    answered: (connectionId) => answers.add(connectionId),
    enter(owner, poller) {
      const entry = { owner, poller };
      entries.add(entry);
      metrics.pollers.set(entries.size);
      return () => {
        entries.delete(entry);
        answers.delete(owner.connectionId);
        notedAt.delete(owner.connectionId);
        metrics.pollers.set(entries.size);
      };
    },
    async start() {
      timer ??= setInterval(beat, beatMs);
    },
    async stop() {
      clearInterval(timer);
      await beating;
    },
  };
}
