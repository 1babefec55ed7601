/** Slows down guessing of passwords: per e-mail and address together, and per address (of IPv6: per /64). */
import { networkOf } from "@lumenflow/runtime";
import { RateLimiterMemory } from "rate-limiter-flexible";

/** Wrong passwords for one e-mail from one address, in a quarter of an hour. */
const perPair = { points: 5, duration: 15 * 60 };
/** Wrong passwords from one address, whoever's. */
const perAddress = { points: 50, duration: 15 * 60 };

export interface SignInLimiter {
  /**
   * Counts an attempt before the password is looked at, so that attempts at the same time count
   * too. The seconds to wait where there were too many, otherwise 0.
   */
  attempt(email: string, address: string): Promise<number>;
  /** The password was right: the attempts before it are forgiven. */
  succeeded(email: string, address: string): Promise<void>;
}

/**
 * Per process. Not keyed on the e-mail alone: then anybody could lock a person out by guessing
 * wrongly on purpose.
 */
export function createSignInLimiter(): SignInLimiter {
  const pairs = new RateLimiterMemory(perPair);
  const addresses = new RateLimiterMemory(perAddress);
  const pair = (email: string, address: string) =>
    `${email.trim().toLowerCase()} ${networkOf(address)}`;

  return {
    async attempt(email, address) {
      // One after the other: an address that may not try must not fill the memory with pairs.
      const wait = await waitOf(addresses.consume(networkOf(address)));
      return wait > 0 ? wait : waitOf(pairs.consume(pair(email, address)));
    },
    async succeeded(email, address) {
      await pairs.delete(pair(email, address));
      await addresses.reward(networkOf(address));
    },
  };
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
