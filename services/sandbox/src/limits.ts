/** Counts what arrives per bot, chat and group in sliding windows, and refuses what is too much. */

export interface Limit {
  count: number;
  windowMs: number;
}
export type LimitName = "bot" | "paid" | "chat" | "group";
export type LimitSet = Record<LimitName, Limit | null>;

export interface Violation {
  at: string;
  limit: LimitName;
  botId: string;
  chatId: string;
  method: string;
  /** How many arrived in the window, this one included. */
  arrived: number;
}

export interface Arrival {
  botId: number;
  chatId: string;
  method: string;
  /** With `allow_paid_broadcast`: counted apart from the free ones. */
  paid?: boolean | undefined;
}

export interface Limits {
  settings(): LimitSet & { enforce: boolean };
  configure(change: Partial<LimitSet> & { enforce?: boolean | undefined }): void;
  /**
   * Notes one arrival at `at` (milliseconds, monotonic). Seconds to wait when it is refused. A refused
   * one does not count against later ones; with `enforce` off nothing is refused and all count.
   */
  arrive(call: Arrival, at?: number): number | undefined;
  violations(botId?: string): Record<LimitName, number> & {
    total: number;
    /** The most that arrived in any one window. */
    peaks: Record<LimitName, number>;
    data: Violation[];
  };
  reset(): void;
}

/** The documented limits (TELEGRAM.md §3). Bursts that Telegram tolerates are not granted here. */
export const DEFAULT_LIMITS: LimitSet = {
  bot: { count: 30, windowMs: 1_000 },
  paid: { count: 1_000, windowMs: 1_000 },
  chat: { count: 1, windowMs: 1_000 },
  group: { count: 20, windowMs: 60_000 },
};
const NAMES: LimitName[] = ["bot", "paid", "chat", "group"];
const none = (): Record<LimitName, number> => ({ bot: 0, paid: 0, chat: 0, group: 0 });
const KEPT_VIOLATIONS = 10_000;
const SWEEP_MS = 60_000;

export function createLimits(): Limits {
  let set: LimitSet = { ...DEFAULT_LIMITS };
  let enforce = true;
  const arrivals = new Map<string, number[]>();
  let data: Violation[] = [];
  let counts = none();
  let peaks = none();
  let sweptAt = 0;

  /** Arrivals of the window that ends now; older ones are forgotten. */
  function recent(key: string, windowMs: number, at: number): number[] {
    const times = arrivals.get(key) ?? [];
    let stale = 0;
    while ((times[stale] ?? Number.POSITIVE_INFINITY) <= at - windowMs) stale++;
    if (stale > 0) times.splice(0, stale);
    arrivals.set(key, times);
    return times;
  }

  function sweep(at: number): void {
    if (at - sweptAt < SWEEP_MS) return;
    sweptAt = at;
    const longest = Math.max(...NAMES.map((name) => set[name]?.windowMs ?? 0));
    for (const [key, times] of arrivals) {
      if ((times.at(-1) ?? 0) < at - longest) arrivals.delete(key);
    }
  }

  return {
    settings: () => ({ ...set, enforce }),
    configure({ enforce: wanted, ...change }) {
      set = { ...set, ...change };
      enforce = wanted ?? enforce;
      arrivals.clear();
    },
    arrive({ botId, chatId, method, paid = false }, at = performance.now()) {
      sweep(at);
      const isGroup = chatId.startsWith("-") || chatId.startsWith("@");
      const windows = NAMES.flatMap((name) => {
        const limit = set[name];
        const ofBot = name === "bot" || name === "paid";
        if (!limit || (name === "group" && !isGroup) || (!ofBot && !chatId)) return [];
        if (ofBot && (name === "paid") !== paid) return [];
        const key = ofBot ? `${name}/${botId}` : `${name}/${botId}/${chatId}`;
        return [{ name, limit, times: recent(key, limit.windowMs, at) }];
      });
      let wait = 0;
      for (const { name, limit, times } of windows) {
        const arrived = times.length + 1;
        if (arrived <= limit.count) continue;
        counts[name]++;
        data.push({
          at: new Date().toISOString(),
          limit: name,
          botId: String(botId),
          chatId,
          method,
          arrived,
        });
        if (data.length > KEPT_VIOLATIONS) data = data.slice(-KEPT_VIOLATIONS / 2);
        const freedAt = (times[times.length - limit.count] ?? at) + limit.windowMs;
        wait = Math.max(wait, freedAt - at);
      }
      if (wait > 0 && enforce) return Math.max(1, Math.ceil(wait / 1_000));
      for (const { name, times } of windows) {
        times.push(at);
        peaks[name] = Math.max(peaks[name], times.length);
      }
      return undefined;
    },
    violations(botId) {
      const chosen = botId === undefined ? data : data.filter((entry) => entry.botId === botId);
      const by =
        botId === undefined
          ? counts
          : {
              bot: chosen.filter((entry) => entry.limit === "bot").length,
              paid: chosen.filter((entry) => entry.limit === "paid").length,
              chat: chosen.filter((entry) => entry.limit === "chat").length,
              group: chosen.filter((entry) => entry.limit === "group").length,
            };
      return {
        total: by.bot + by.paid + by.chat + by.group,
        ...by,
        peaks: { ...peaks },
        data: chosen,
      };
    },
    reset() {
      data = [];
      counts = none();
      peaks = none();
    },
  };
}
