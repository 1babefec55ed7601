/** Enforces a shared limit from tokens that are leased in small batches: rarely a round trip per request. */
import { createBoundedMap } from "./bounded-map.ts";

/** Takes points of a key's window from the counters that all processes share. */
export interface SharedLimiter {
  take(key: string, points: number): Promise<{ granted: boolean; windowEndsInMs: number }>;
}

export interface LeasesOptions {
  readonly limiter: SharedLimiter;
  readonly points: number;
  readonly windowMs: number;
  /** Milliseconds, monotonic. */
  readonly now?: (() => number) | undefined;
  /** Keys remembered at the most; the oldest give way. */
  readonly capacity?: number | undefined;
  /** Questions to the store at the most; whoever comes beyond them is counted in this process alone. */
  readonly asksPerSecond?: number | undefined;
}

/** 0 lets the request pass; otherwise milliseconds until it is worth another try. */
export type Wait = number;

export interface Leases {
  take(key: string): Wait | Promise<Wait>;
  /** Keys that are remembered now. */
  remembered(): number;
}

interface Account {
  /** Requests of this window that were let through, and how many may be. */
  passed: number;
  leased: number;
  /** The window's end: leases are void and a block is over. */
  endsAt: number;
  blocked: boolean;
  asking: Promise<void> | undefined;
}

/**
 * A key's first request in a window passes and asks nobody: a key that is used once, invented ones
 * above all, costs the store nothing. The second one's lease pays for it. So what a process lets
 * through beyond the limit is one request, in windows that others had used up already.
 */
export function createLeases(options: LeasesOptions): Leases {
  const { limiter, points, windowMs, now = () => performance.now(), capacity = 50_000 } = options;
  const lease = leaseOf(points);
  const mayAsk = createAllowance(options.asksPerSecond ?? Number.POSITIVE_INFINITY);
  const accounts = createBoundedMap<string, Account>(capacity);

  async function ask(key: string, account: Account): Promise<void> {
    const wanted = Math.max(lease, account.passed - account.leased + 1);
    const { granted, windowEndsInMs } = await limiter.take(key, wanted);
    account.asking = undefined;
    account.endsAt = now() + windowEndsInMs;
    if (granted) account.leased += wanted;
    else account.blocked = true;
  }

  function take(key: string): Wait | Promise<Wait> {
    const at = now();
    const account = accounts.get(key);
    if (account === undefined || (account.endsAt <= at && account.asking === undefined)) {
      const endsAt = at + windowMs;
      accounts.set(key, { passed: 1, leased: 0, endsAt, blocked: false, asking: undefined });
      return 0;
    }
    if (account.passed < account.leased) {
      account.passed += 1;
      return 0;
    }
    if (account.blocked) return Math.max(1, account.endsAt - at);
    if (account.asking === undefined && !mayAsk(at)) {
      account.leased = points;
      account.blocked = true;
      return take(key);
    }
    account.asking ??= ask(key, account);
    return account.asking.then(() => take(key));
  }

  return { take, remembered: accounts.size };
}

/** The largest part of at most a twentieth that divides the points: nothing is left over. */
function leaseOf(points: number): number {
  for (let size = Math.floor(points / 20); size > 1; size -= 1) {
    if (points % size === 0) return size;
  }
  return 1;
}

/** So many in every second. */
function createAllowance(perSecond: number): (at: number) => boolean {
  let endsAt = Number.NEGATIVE_INFINITY;
  let left = 0;
  return (at) => {
    if (endsAt <= at) {
      endsAt = at + 1_000;
      left = perSecond;
    }
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
