/** The kinds of conditions that ask one thing each: who, where, what, when, and how much already. */
import { readTime } from "./clock.ts";
import { durationRemedy, secondsOf } from "./duration.ts";
import { budgetScopes, chatTypes, mediaKinds, type PolicyFacts } from "./facts.ts";
import { compilePattern } from "./pattern.ts";
import {
  isRecord,
  type Judge,
  type Reading,
  readTexts,
  readWords,
  refuseOthers,
  unread,
} from "./reading.ts";

type Read = (argument: unknown, path: string, reading: Reading) => Judge;

const mostNamed = 1_000;
const mostPatterns = 10;
const mostCounted = 10_000;

export const kinds = {
  connectionId: readConnections,
  chatId: readChats,
  chatType: readChatTypes,
  firstContact: readFirstContact,
  requester: readRequesters,
  pattern: readPatterns,
  textLength: readLength,
  links: readLinks,
  linkDomains: readLinkDomains,
  media: readMedia,
  buttons: readButtons,
  time: readTime,
  budget: readBudget,
  metadata: readMetadata,
} satisfies Record<string, Read>;

/** `{ connectionId: ["conn_…"] }`: it goes out by one of these connections. */
function readConnections(argument: unknown, path: string, reading: Reading): Judge {
  const ids = readTexts(argument, path, reading, { most: mostNamed, of: "ids of connections" });
  if (ids === undefined) return unread;
  const named = new Set(ids);
  return ({ connectionId }) => {
    const holds = named.has(connectionId);
    return { holds, words: `the connection is ${holds ? "" : "not "}one of those named` };
  };
}

/** `{ chatId: ["-1001"] }`, an allow-list of recipients: it goes to one of these chats. */
function readChats(argument: unknown, path: string, reading: Reading): Judge {
  const ids = readTexts(argument, path, reading, { most: mostNamed, of: "ids of chats" });
  if (ids === undefined) return unread;
  const wrong = ids.findIndex((id) => !/^-?\d{1,20}$/.test(id));
  if (wrong >= 0) {
    return reading.fault(`${path}.${wrong}`, "is no chat's id; write Telegram's number as a text");
  }
  const named = new Set(ids);
  return ({ chatIds }) => {
    const holds = chatIds.some((id) => named.has(id));
    return { holds, words: `the chat is ${holds ? "" : "not "}one of those named` };
  };
}

/** `{ chatType: ["private"] }`. */
function readChatTypes(argument: unknown, path: string, reading: Reading): Judge {
  const types = readWords(argument, path, reading, chatTypes);
  if (types === undefined) return unread;
  reading.need("chatType");
  return ({ chatType }) =>
    chatType === null
      ? { holds: undefined, words: "the chat's type is not known" }
      : { holds: types.includes(chatType), words: `the chat's type is ${chatType}` };
}

/** `{ firstContact: true }`: this connection never sent anything to the chat. */
function readFirstContact(argument: unknown, path: string, reading: Reading): Judge {
  const wanted = readFlag(argument, path, reading);
  if (wanted === undefined) return unread;
  reading.need("firstContact");
  return ({ firstContact }) => {
    if (firstContact === null) return { holds: undefined, words: "earlier contact is not known" };
    const words = firstContact
      ? "nothing was sent to this chat before"
      : "something was sent to this chat before";
    return { holds: firstContact === wanted, words };
  };
}

/** `{ requester: ["key:key_…", "user"] }`: one key, one person, or all of a kind. */
function readRequesters(argument: unknown, path: string, reading: Reading): Judge {
  const texts = readTexts(argument, path, reading, { most: mostNamed, of: "requesters" });
  if (texts === undefined) return unread;
  const wrong = texts.findIndex((each) => !/^(key|user)(:[a-z]+_[0-9A-Za-z]{1,64})?$/.test(each));
  if (wrong >= 0) {
    return reading.fault(
      `${path}.${wrong}`,
      "is no requester; write key, user, key:key_… or user:usr_…",
    );
  }
  const named = new Set(texts);
  return ({ requester: { kind, id } }) => {
    const holds = named.has(kind) || named.has(`${kind}:${id}`);
    return { holds, words: `the requester is ${holds ? "" : "not "}one of those named` };
  };
}

/** `{ pattern: ["(?i)refund"] }`: one of these is found in what a reader would see, names of files too. */
function readPatterns(argument: unknown, path: string, reading: Reading): Judge {
  if (!Array.isArray(argument) || argument.length === 0 || argument.length > mostPatterns) {
    return reading.fault(path, `is not a list; give 1 to ${mostPatterns} regular expressions`);
  }
  const patterns = argument.flatMap((source: unknown, index) => {
    const place = `${path}.${index}`;
    if (typeof source !== "string") {
      reading.fault(place, "is no text; write a regular expression such as (?i)refund");
      return [];
    }
    const pattern = compilePattern(source);
    if (!pattern.ok) {
      reading.fault(place, pattern.message);
      return [];
    }
    reading.spend(pattern.instructions);
    return [{ source, pattern }];
  });
  return ({ said }) => {
    const texts = [said.text, ...said.fileNames].flatMap(asWrittenAndAsRead);
    const found = patterns.find(({ pattern }) => texts.some((text) => pattern.found(text)));
    return found === undefined
      ? { holds: false, words: "its text matches no pattern" }
      : { holds: true, words: `its text matches the pattern ${found.source}` };
  };
}

/** Joiners, soft hyphens and the like: within a word they change what is written, and not what is read. */
const unseen = /\p{Default_Ignorable_Code_Point}+/gu;

function asWrittenAndAsRead(text: string): string[] {
  const read = text.replaceAll(unseen, "");
  return read === text ? [text] : [text, read];
}

/** `{ textLength: { min?, max? } }`, in UTF-16 units, as Telegram counts. */
function readLength(argument: unknown, path: string, reading: Reading): Judge {
  const remedy = "give min, max or both as whole numbers from 0, min not above max";
  if (!isRecord(argument)) return reading.fault(path, `is not an object; ${remedy}`);
  refuseOthers(argument, path, reading, ["min", "max"]);
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = argument;
  const given = argument.min !== undefined || argument.max !== undefined;
  if (!given || !isCount(min) || !isCount(max) || min > max) {
    return reading.fault(path, `is no range; ${remedy}`);
  }
  return ({ said: { text } }) => ({
    holds: text.length >= min && text.length <= max,
    words: `its text has ${text.length} characters`,
  });
}

/** `{ links: true }`: a text or a button leads somewhere. */
function readLinks(argument: unknown, path: string, reading: Reading): Judge {
  return readPresence(argument, path, reading, ({ said }) => said.links.length > 0, "links");
}

/** `{ linkDomains: ["example.com"] }`: it has links, and all lead to these domains or below them. */
function readLinkDomains(argument: unknown, path: string, reading: Reading): Judge {
  const texts = readTexts(argument, path, reading, { most: mostNamed, of: "domains" });
  if (texts === undefined) return unread;
  const wrong = texts.findIndex((each) => /[^\p{L}\p{N}.-]/u.test(each) || hostOf(each) === null);
  if (wrong >= 0) {
    return reading.fault(`${path}.${wrong}`, "is no domain; write it as example.com");
  }
  const domains = texts.map((each) => hostOf(each));
  return ({ said: { links } }) => {
    if (links.length === 0) return { holds: false, words: "it has no link" };
    const foreign = links.filter((link) => {
      const host = hostOf(link);
      return !domains.some((domain) => host === domain || host?.endsWith(`.${domain}`));
    });
    return foreign.length === 0
      ? { holds: true, words: "all its links lead to the domains named" }
      : { holds: false, words: `${foreign.length} of its links lead elsewhere` };
  };
}

/** `{ media: ["photo"] }`, or `true` for any kind. */
function readMedia(argument: unknown, path: string, reading: Reading): Judge {
  if (typeof argument === "boolean") {
    return readPresence(argument, path, reading, ({ said }) => said.media.length > 0, "media");
  }
  const wanted = readWords(argument, path, reading, mediaKinds);
  if (wanted === undefined) return unread;
  return ({ said: { media } }) => ({
    holds: media.some((kind) => wanted.includes(kind)),
    words: media.length === 0 ? "it carries no media" : `it carries ${media.join(", ")}`,
  });
}

/** `{ buttons: true }`. */
function readButtons(argument: unknown, path: string, reading: Reading): Judge {
  return readPresence(argument, path, reading, ({ said }) => said.buttons, "buttons");
}

/** `{ budget: { by: ["requester", "chat"], within?: "1h", max: 20 } }`: there is a place left. */
function readBudget(argument: unknown, path: string, reading: Reading): Judge {
  if (!isRecord(argument)) {
    return reading.fault(path, 'is not an object, such as { "by": ["chat"], "max": 20 }');
  }
  const before = reading.faults.length;
  refuseOthers(argument, path, reading, ["by", "within", "max"]);
  const named = readWords(argument.by, `${path}.by`, reading, budgetScopes);
  const { within, max } = argument;
  const span = within === undefined ? null : secondsOf(within);
  if (span === undefined) reading.fault(`${path}.within`, `is no span of time; ${durationRemedy}`);
  if (!isCount(max) || max < 1 || max > mostCounted) {
    reading.fault(`${path}.max`, `is no number of messages; give 1 to ${mostCounted}`);
  }
  if (named === undefined || span === undefined || reading.faults.length > before) return unread;
  const by = budgetScopes.filter((scope) => named.includes(scope));
  const key = `${by.join("+")}/${span ?? "ever"}`;
  const most = max as number;
  reading.need({ key, by, withinSeconds: span, max: most });
  const whose = `by ${by.join(" and ")}${within === undefined ? "" : ` within ${within}`}`;
  return ({ used }) => {
    const count = used.get(key);
    if (count === undefined) return { holds: undefined, words: "how much was sent is not known" };
    const holds = count < most;
    return { holds, words: `${Math.min(count, most)} of ${most} are used ${whose}` };
  };
}

/** `{ metadata: { key: "campaign", in?: ["spring"] } }`: the key is there, with one of the values. */
function readMetadata(argument: unknown, path: string, reading: Reading): Judge {
  const remedy = 'give { "key": "campaign" } or { "key": "campaign", "in": ["spring"] }';
  if (!isRecord(argument)) return reading.fault(path, `is not an object; ${remedy}`);
  refuseOthers(argument, path, reading, ["key", "in"]);
  const { key, in: values } = argument;
  if (typeof key !== "string" || key.length === 0 || key.length > 100) {
    return reading.fault(`${path}.key`, `is no name of a member; ${remedy}`);
  }
  const isList =
    values === undefined ||
    (Array.isArray(values) && values.length <= mostNamed && values.every(isScalar));
  if (!isList) {
    return reading.fault(`${path}.in`, "is not a list of texts, numbers, true, false or null");
  }
  return ({ metadata }) => {
    if (!Object.hasOwn(metadata, key))
      return { holds: false, words: `it has no metadata “${key}”` };
    if (values === undefined) return { holds: true, words: `it has metadata “${key}”` };
    const holds = values.includes(metadata[key]);
    return { holds, words: `its metadata “${key}” is ${holds ? "" : "not "}one of those named` };
  };
}

function readPresence(
  argument: unknown,
  path: string,
  reading: Reading,
  has: (facts: PolicyFacts) => boolean,
  what: string,
): Judge {
  const wanted = readFlag(argument, path, reading);
  if (wanted === undefined) return unread;
  return (facts) => {
    const present = has(facts);
    return { holds: present === wanted, words: `it has ${present ? "" : "no "}${what}` };
  };
}

function readFlag(argument: unknown, path: string, reading: Reading): boolean | undefined {
  if (typeof argument === "boolean") return argument;
  reading.fault(path, "is neither true nor false");
  return undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isScalar(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** In the form in which domains are compared; null where there is none, as in `tg://user?id=1`. */
function hostOf(link: string): string | null {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(link) ? link : `https://${link}`;
  try {
    const { protocol, hostname } = new URL(address);
    return /^https?:$/.test(protocol) && hostname !== "" ? hostname.replace(/\.$/, "") : null;
  } catch {
    return null;
  }
}
