/** Parses the environment values that have a shape of their own. */
import { isIP } from "node:net";
import { z } from "zod";
import { type RoleName, roleNames } from "../component.ts";

/** One encryption key: `key` has 32 bytes; the first of a list encrypts, all decrypt. */
export interface EncryptionKey {
  id: string;
  key: Buffer;
}

/** At most `points` requests in any window of `windowMs`. */
export interface RateLimit {
  points: number;
  windowMs: number;
}

/** Limits of ingress by what they count; `unknown` counts per source address. */
export interface IngressLimits {
  connection: RateLimit;
  workspace: RateLimit;
  unknown: RateLimit;
}

type Parsed<T> = { value: T } | { fault: string };

/** A schema over text whose parser says in words what is wrong, never quoting the value. */
function text<T>(parse: (value: string) => Parsed<T>) {
  return z.string().transform((value, context): T => {
    const parsed = parse(value);
    if ("value" in parsed) return parsed.value;
    context.addIssue({ code: "custom", message: parsed.fault });
    return z.NEVER;
  });
}

const items = (value: string) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

export const integer = (range: { min: number; max: number }) =>
  text<number>((value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value)) return { fault: "is not a whole number" };
    if (number < range.min || number > range.max) {
      return { fault: `must lie between ${range.min} and ${range.max}` };
    }
    return { value: number };
  });

export const url = (protocols: readonly string[], options: { origin?: boolean } = {}) =>
  text<string>((value) => {
    if (!URL.canParse(value)) return { fault: "is not a URL" };
    const parsed = new URL(value);
    if (!protocols.includes(parsed.protocol)) {
      return { fault: `must begin with ${protocols.map((p) => `${p}//`).join(" or ")}` };
    }
    if (options.origin !== true) return { value: value.replace(/\/+$/, "") };
    if (parsed.pathname !== "/" || parsed.search !== "" || parsed.username !== "") {
      return { fault: "must be an origin alone: no path, query or credentials" };
    }
    return { value: parsed.origin };
  });

export const encryptionKeys = text<EncryptionKey[]>((value) => {
  const keys: EncryptionKey[] = [];
  for (const [index, item] of items(value).entries()) {
    const colon = item.indexOf(":");
    const id = item.slice(0, colon);
    if (colon < 1 || !/^[A-Za-z0-9_.-]{1,32}$/.test(id)) {
      return { fault: `entry ${index + 1} is not of the form id:base64` };
    }
    const encoded = item.slice(colon + 1);
    const key = Buffer.from(encoded, "base64");
    if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded) || key.length !== 32) {
      return { fault: `key ${id} is not base64 of exactly 32 bytes` };
    }
    if (keys.some((other) => other.id === id)) return { fault: `key id ${id} is given twice` };
    keys.push({ id, key });
  }
  return keys.length > 0 ? { value: keys } : { fault: "holds no key" };
});

export const roles = text<RoleName[]>((value) => {
  const named = new Set<RoleName>();
  for (const item of items(value)) {
    const role = roleNames.find((name) => name === item);
    if (role === undefined) return { fault: `names "${item}", which is no role` };
    named.add(role);
  }
  return named.size > 0 ? { value: [...named] } : { fault: "names no role" };
});

const units = { ms: 1, s: 1_000, m: 60_000 } as const;

export const ingressLimitDefaults: IngressLimits = {
  connection: { points: 1_000, windowMs: 1_000 },
  workspace: { points: 5_000, windowMs: 1_000 },
  unknown: { points: 60, windowMs: 60_000 },
};

/** `off` gives false; limits that are not named keep their defaults. */
export const ingressLimits = text<IngressLimits | false>((value) => {
  if (value.trim() === "off") return { value: false };
  const limits: IngressLimits = { ...ingressLimitDefaults };
  for (const item of items(value)) {
    const match = /^(\w+)=(\d{1,9})\/(\d{1,6})(ms|s|m)$/.exec(item);
    const name = (["connection", "workspace", "unknown"] as const).find((n) => n === match?.[1]);
    if (match === null || name === undefined) return { fault: `cannot read "${item}"` };
    const points = Number(match[2]);
    const windowMs = Number(match[3]) * units[match[4] as keyof typeof units];
    if (points < 1 || windowMs < 1) return { fault: `"${item}" allows nothing` };
    limits[name] = { points, windowMs };
  }
  return { value: limits };
});

/** Words that the Bot API has for kinds of updates; none where nothing is given. */
export const updateKinds = text<string[]>((value) => {
  const named = [...new Set(items(value))];
  const wrong = named.find((item) => !/^[a-z][a-z_]{0,63}$/.test(item));
  if (wrong !== undefined) return { fault: `names "${wrong}", which is no field of an Update` };
  return { value: named };
});

/** An address, or a network such as `10.1.0.0/16`. */
function isNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/** Addresses and networks; none where nothing is given. */
export const networks = text<string[]>((value) => {
  const listed = items(value);
  const wrong = listed.find((item) => !isNetwork(item));
  if (wrong !== undefined) return { fault: `names "${wrong}", which is no address or network` };
  return { value: listed };
});

const proxyNames = new Set(["loopback", "linklocal", "uniquelocal"]);

/** Express's `trust proxy`: a number of hops, or addresses, networks and their names. */
export const trustProxy = text<number | string[]>((value) => {
  if (/^\d{1,2}$/.test(value.trim())) return { value: Number(value) };
  const proxies = items(value);
  for (const proxy of proxies) {
    const known = proxyNames.has(proxy) || isNetwork(proxy);
    if (!known) return { fault: `names "${proxy}", which is no address or network` };
  }
  return proxies.length > 0 ? { value: proxies } : { fault: "names no proxy" };
});
