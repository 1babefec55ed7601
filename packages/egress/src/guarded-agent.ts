/** An HTTP agent that connects only to addresses which the rules allow, whatever a name resolves to. */
import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector } from "undici";
import type { AddressRules } from "./addresses.ts";

/** Resolves a name to all of its addresses. */
export type Lookup = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface GuardedAgentOptions {
  readonly rules: AddressRules;
  /** The system's resolver unless given. */
  readonly lookup?: Lookup | undefined;
  /** Time for TCP and TLS, in milliseconds. */
  readonly connectTimeoutMs: number;
}

/** Nothing was connected to: the target is not allowed. */
export class RefusedAddress extends Error {
  override readonly name = "RefusedAddress";
  readonly code = "REFUSED_ADDRESS";
}

/**
 * The check happens between resolving and connecting, on the very addresses that are connected to:
 * a name that resolves to something else a moment later gains nothing. Redirects are not followed,
 * since undici does not unless told to.
 */
export function createGuardedAgent(options: GuardedAgentOptions): Agent {
  const { rules, connectTimeoutMs, lookup = systemLookup } = options;
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    lookup: guarded(shared(lookup), rules),
    allowH2: false,
  });
  return new Agent({
    allowH2: false,
    pipelining: 1,
    // Well below a server's own idle limit: a request must not meet a connection that is being closed.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    // The caller's signal is the only clock.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(target, callback) {
      // An address written in the URL is never looked up.
      const refusal = isIP(target.hostname) === 0 ? undefined : rules.refusalOf(target.hostname);
      if (refusal !== undefined) return callback(refused(target.hostname, refusal), null);
      connect(target, callback);
    },
  });
}

/**
 * One question per name at a time, whoever asks: the system's resolver has four threads for the whole
 * process, and a name server that is silent about one host must not use them up.
 */
function shared(lookup: Lookup): Lookup {
  const asking = new Map<string, Parameters<Lookup>[2][]>();
  return (hostname, options, callback) => {
    const others = asking.get(hostname);
    if (others !== undefined) {
      others.push(callback);
      return;
    }
    const waiting = [callback];
    asking.set(hostname, waiting);
    lookup(hostname, options, (error, found) => {
      asking.delete(hostname);
      for (const answer of waiting) answer(error, found);
    });
  };
}

function guarded(lookup: Lookup, rules: AddressRules): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { all: true }, (error, found) => {
      if (error !== null) return callback(error, []);
      const allowed = found.filter(({ address }) => rules.refusalOf(address) === undefined);
      const [first] = allowed;
      if (first === undefined) {
        const why = rules.refusalOf(found[0]?.address ?? "") ?? "no address at all";
        return callback(refused(hostname, why), []);
      }
      if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function refused(hostname: string, why: string): RefusedAddress {
  return new RefusedAddress(`${hostname} is ${why}`);
}
