/** Slows down guessing of passwords and codes, counted for all processes together. */
import { createHash } from "node:crypto";
import type { Database } from "@lumenflow/db";
import { networkOf } from "@lumenflow/runtime";
import { type RateLimiterAbstract, RateLimiterPostgres } from "rate-limiter-flexible";

const quarter = 15 * 60;
/** Wrong passwords for one e-mail from one address (of IPv6: one /64). */
const perPair = { keyPrefix: "pair", points: 5, duration: quarter };
/** Wrong passwords from one address, whoever's. */
const perAddress = { keyPrefix: "address", points: 50, duration: quarter };
/** Wrong codes for one person, wherever from: whoever gets there knows the password. */
const perPerson = { keyPrefix: "code", points: 10, duration: quarter };
/** A code of an app holds for a minute and a half; it lets in once. */
const perCode = { keyPrefix: "used", points: 1, duration: 2 * 60 };

export interface SignInLimiter {
  /**
   * Counts an attempt before the password is looked at, so that attempts at the same time count
   * too. The seconds to wait where there were too many, otherwise 0.
   */
  attempt(email: string, address: string): Promise<number>;
  /** The password was right: the attempts before it are forgiven. */
  succeeded(email: string, address: string): Promise<void>;
}

export interface CodeLimiter {
  /** As `SignInLimiter.attempt`. */
  attempt(userId: string): Promise<number>;
  succeeded(userId: string): Promise<void>;
  /** Whether nobody has shown this code of the person's app before. */
  isFresh(userId: string, code: string): Promise<boolean>;
}

export type Counter = Pick<RateLimiterAbstract, "consume" | "delete" | "reward">;
export type MakeCounter = (options: {
  readonly keyPrefix: string;
  readonly points: number;
  readonly duration: number;
}) => Counter;

/**
 * Counts in Postgres. Who is over the limit is remembered in this process until the window ends: a
 * flood of attempts does not become a flood of statements.
 */
export function sharedCounters({ pool }: Pick<Database, "pool">): MakeCounter {
  return (options) =>
    new RateLimiterPostgres({
      ...options,
      storeClient: pool,
      storeType: "pool",
      tableName: "sign_in_attempts",
      tableCreated: true,
      inMemoryBlockOnConsumed: options.points + 1,
    });
}

/** Not keyed on the e-mail alone: then anybody could lock a person out by guessing wrongly on purpose. */
export function createSignInLimiter(count: MakeCounter): SignInLimiter {
  const pairs = count(perPair);
  const addresses = count(perAddress);
  const pair = (email: string, address: string) =>
    digestOf(`${email.trim().toLowerCase()} ${networkOf(address)}`);
  const place = (address: string) => digestOf(networkOf(address));

  return {
    async attempt(email, address) {
      // One after the other: an address that may not try must not fill the table with pairs.
      const wait = await waitOf(addresses.consume(place(address)));
      return wait > 0 ? wait : waitOf(pairs.consume(pair(email, address)));
    },
    async succeeded(email, address) {
      await pairs.delete(pair(email, address));
      await addresses.reward(place(address));
    },
  };
}

export function createCodeLimiter(count: MakeCounter): CodeLimiter {
  const people = count(perPerson);
  const codes = count(perCode);
  return {
    attempt: (userId) => waitOf(people.consume(userId)),
    async succeeded(userId) {
      await people.delete(userId);
    },
    async isFresh(userId, code) {
      return (await waitOf(codes.consume(digestOf(`${userId} ${code}`)))) === 0;
    },
  };
}

/** The table holds no e-mail and no address, and its keys have a length. */
function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/** Refusals come as rejections with the time left in them; anything else is a fault. */
async function waitOf(consumed: Promise<unknown>): Promise<number> {
  try {
    await consumed;
    return 0;
  } catch (refusal) {
    if (refusal instanceof Error) throw refusal;
    const { msBeforeNext } = refusal as { msBeforeNext: number };
    return Math.max(1, Math.ceil(msBeforeNext / 1_000));
  }
}
