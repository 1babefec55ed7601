/** Enforces a shared limit from tokens that are leased in small batches: rarely a round trip per request. */

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
}

/** 0 lets the request pass; otherwise milliseconds until it is worth another try. */
export type Wait = number;

export interface Leases {
  take(key: string): Wait | Promise<Wait>;
}

interface Account {
  tokens: number;
  /** The window's end: tokens are void and a block is over. */
  endsAt: number;
  blocked: boolean;
  asking: Promise<void> | undefined;
}

/** Beyond this many questions to the store at a time, new keys are not asked about. */
const maxAsking = 64;

/**
 * A window's first lease is used while the store is still being asked, which is what may exceed
 * the limit: by a twentieth for each process that joins in late.
 */
export function createLeases(options: LeasesOptions): Leases {
  const { limiter, points, windowMs, now = () => performance.now(), capacity = 50_000 } = options;
  const lease = leaseOf(points);
  const accounts = new Map<string, Account>();
  let asking = 0;

  function open(key: string, at: number): Account {
    const account: Account = {
      tokens: lease,
      endsAt: at + windowMs,
      blocked: false,
      asking: undefined,
    };
    accounts.delete(key);
    accounts.set(key, account);
    if (accounts.size > capacity) {
      const [oldest] = accounts.keys();
      if (oldest !== undefined) accounts.delete(oldest);
    }
    if (asking < maxAsking) account.asking = ask(key, account, 0);
    return account;
  }

  async function ask(key: string, account: Account, tokens: number): Promise<void> {
    asking += 1;
    const { granted, windowEndsInMs } = await limiter.take(key, lease);
    asking -= 1;
    account.asking = undefined;
    account.endsAt = now() + windowEndsInMs;
    if (granted) account.tokens += tokens;
    else {
      account.tokens = 0;
      account.blocked = true;
    }
  }

  function take(key: string): Wait | Promise<Wait> {
    const at = now();
    const known = accounts.get(key);
    const over = known === undefined || (known.endsAt <= at && known.asking === undefined);
    const account = over ? open(key, at) : known;
    if (account.tokens > 0) {
      account.tokens -= 1;
      return 0;
    }
    if (account.blocked) return Math.max(1, account.endsAt - at);
    account.asking ??= ask(key, account, lease);
    return account.asking.then(() => take(key));
  }

  return { take };
}

/** The largest part of at most a twentieth that divides the points: nothing is left over. */
function leaseOf(points: number): number {
  for (let size = Math.floor(points / 20); size > 1; size -= 1) {
    if (points % size === 0) return size;
  }
  return 1;
}
