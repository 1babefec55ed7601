/** Reads the address of a link as Telegram does: a person, a custom emoji, an address, or nothing. */

export type TelegramLink =
  | { readonly kind: "user"; readonly id: number }
  | { readonly kind: "url"; readonly url: string };

/** `tg:`, with the slashes or without; what follows is the host. */
const tgHost = (host: string) => new RegExp(`^tg:(?://)?${host}/?\\?([^#]*)`, "i");
const userLink = tgHost("user");
const emojiLink = tgHost("emoji");

/** Null where Telegram would show the words without a link (td LinkManager.cpp 1940, HttpUrl.cpp). */
export function readLink(address: string): TelegramLink | null {
  const link = address.trim();
  const id = Number(idIn(userLink, link));
  if (Number.isSafeInteger(id) && id > 0) return { kind: "user", id };
  const url = own(link) ?? web(link);
  return url === null ? null : { kind: "url", url };
}

/** The id in `tg://emoji?id=…`, or null. */
export function readEmojiLink(address: string): string | null {
  return emojiId(idIn(emojiLink, address.trim()) ?? "");
}

/** A custom emoji's id as it stands in an entity, or null. */
export function emojiId(text: string): string | null {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) < 2n ** 63n ? text : null;
}

function idIn(pattern: RegExp, link: string): string | null {
  const query = pattern.exec(link)?.[1];
  const pair = query?.split("&").find((each) => /^id=/i.test(each));
  return pair === undefined ? null : pair.slice(3);
}

/** Telegram's own schemes. */
function own(link: string): string | null {
  const [, scheme = "", host = "", rest = ""] =
    /^(tg|ton|tonsite):(?:\/\/)?([\w.-]+)((?:[/?#].*)?)$/is.exec(link) ?? [];
  if (scheme === "" || (host.includes(".") && scheme.toLowerCase() !== "tonsite")) return null;
  const query = rest === "" || rest === "/" ? "" : rest.replace(/^\/(?=\?)/, "");
  return `${scheme.toLowerCase()}://${host.toLowerCase()}${query}`;
}

/** Without a scheme it is http; a host needs a dot, or to be an IPv6 address. */
function web(link: string): string | null {
  const [, scheme = "http", authority = "", rest = ""] =
    /^(?:([^:/?#@[\]]*):\/\/)?([^/?#]*)(.*)$/s.exec(link) ?? [];
  if (!/^https?$/i.test(scheme)) return null;
  // Telegram would make an address of the web even of a mail address.
  if (!link.includes("://") && authority.includes("@")) return null;
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(at, 0));
  const [, host = "", port] = /^(.*?)(?::(\d+))?$/.exec(authority.slice(at + 1)) ?? [];
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535)) return null;
  const usable = /^\[[\d:a-f.]+\]$/i.test(host) || (namePattern.test(host) && host.includes("."));
  if (!usable || host === "." || !(user === "" || userPattern.test(user))) return null;
  const query = rest.startsWith("/") ? rest : `/${rest}`;
  const path = query.replace(/[\0- ]/g, encodeURIComponent);
  const before = user === "" ? "" : `${user}@`;
  const after = port === undefined ? "" : `:${Number(port)}`;
  return `${scheme.toLowerCase()}://${before}${host.toLowerCase()}${after}${path}`;
}

const namePattern = /^(?:[\w.!$,~*'();&+=\u0080-\uffff-]|%[\da-f]{2})+$/i;
const userPattern = /^(?:[\w.!$,~*'();&+=:\u0080-\uffff-]|%[\da-f]{2})+$/i;
