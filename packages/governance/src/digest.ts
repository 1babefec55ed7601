/** The digest of what an approver saw: what is sent must have the same one. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** `sha256:` and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** One Bot API call as it would go out. */
export interface RenderedPart {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface DigestSubject {
  readonly workspaceId: string;
  readonly botId: string;
  readonly chatId: string;
  readonly threadId?: string | null | undefined;
  readonly parts: readonly RenderedPart[];
  /** Hashes of the media in the order in which the parts refer to them. */
  readonly media?: readonly string[] | undefined;
  /** What may differ later without asking again, such as `migration`; their order says nothing. */
  readonly deviations?: readonly string[] | undefined;
}

/** Stands in the digested text: a change of its layout is a new version, never a silent one. */
const VERSION = 1;

/**
 * The text that is hashed: RFC 8785 canonical JSON of the subject. Exported for docs and disputes.
 * @throws TypeError where a value has no exact JSON form: a number that is not finite or beyond
 * ±2^53 (two such numbers could share a digest), a lone surrogate, a date, a function.
 */
export function canonicalSubject(subject: DigestSubject): string {
  const value = {
    v: VERSION,
    workspace: subject.workspaceId,
    bot: subject.botId,
    chat: subject.chatId,
    topic: subject.threadId ?? null,
    payloads: subject.parts.map(({ method, params }) => ({ method, params })),
    media: subject.media ?? [],
    deviations: [...new Set(subject.deviations ?? [])].sort(),
  };
  refuseInexact(value, "subject");
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("The subject has no JSON form.");
  return text;
}

/**
 * SHA-256 over `canonicalSubject`.
 * @throws TypeError as `canonicalSubject` does.
 */
export function digestOf(subject: DigestSubject): Digest {
  const hash = createHash("sha256").update(canonicalSubject(subject), "utf8");
  return `sha256:${hash.digest("hex")}`;
}

function refuseInexact(value: unknown, path: string): void {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) throw new TypeError(`${path} holds half a surrogate pair.`);
      return;
    case "number":
      if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
        throw new TypeError(`${path} is a number that JSON cannot carry exactly.`);
      }
      return;
    case "boolean":
    case "undefined":
      return;
    case "object":
      refuseInexactObject(value, path);
      return;
    default:
      throw new TypeError(`${path} is a ${typeof value}, which JSON cannot carry.`);
  }
}

function refuseInexactObject(value: object | null, path: string): void {
  if (value === null) return;
  if (Array.isArray(value)) {
    // `entries` visits holes too: JSON would make null of what the caller did not mean to say.
    for (const [index, item] of value.entries()) {
      if (item === undefined) throw new TypeError(`${path}[${index}] is undefined.`);
      refuseInexact(item, `${path}[${index}]`);
    }
    return;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`${path} is not a plain object.`);
  }
  for (const [key, item] of Object.entries(value)) {
    if (!key.isWellFormed()) throw new TypeError(`${path} has a key with half a surrogate pair.`);
    refuseInexact(item, `${path}.${key}`);
  }
}
