/** Says what is wrong with a URL that somebody wants us to send to, while they can still mend it. */
import { isIP } from "node:net";
import type { AddressRules } from "./addresses.ts";
import type { Lookup } from "./guarded-agent.ts";

export interface UrlRulesDeps {
  readonly rules: AddressRules;
  readonly lookup: Lookup;
}

/** A name server that takes longer does not hold up the person who waits for an answer. */
const patienceMs = 2_000;

/**
 * A fault in plain words that never quotes the URL, or undefined. A name that does not resolve now is
 * accepted: what counts is checked again whenever we connect.
 */
export async function faultOfUrl(text: string, deps: UrlRulesDeps): Promise<string | undefined> {
  const url = URL.parse(text);
  if (url === null || url.hostname === "") return "is not a URL";
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return "must begin with https:// or http://";
  if (url.username !== "" || url.password !== "") {
    return "must not contain a user name or a password: requests are signed instead";
  }
  if (url.hash !== "" || text.includes("#")) return "must not contain a fragment (#…)";
  if (!couldBeNamed(url.hostname)) return "names a host that no name server could know";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(host) === 0 ? await resolved(host, deps.lookup) : [host];
  const refusals = addresses.map((address) => deps.rules.refusalOf(address));
  // Of several addresses those that are allowed are used.
  if (refusals.length === 0 || refusals.includes(undefined)) return undefined;
  return `names ${refusals[0]}, which only the operator can allow (LUMENFLOW_ENDPOINT_NETWORKS)`;
}

/** Labels of 1 to 63 characters, 253 in all (RFC 1035); a dot may stand at the end. */
function couldBeNamed(hostname: string): boolean {
  const name = hostname.replace(/\.$/, "");
  return name.length <= 253 && name.split(".").every((label) => /^.{1,63}$/.test(label));
}

function resolved(host: string, lookup: Lookup): Promise<string[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), patienceMs);
    lookup(host, { all: true }, (error, found) => {
      clearTimeout(timer);
      resolve(error === null ? found.map(({ address }) => address) : []);
    });
  });
}
