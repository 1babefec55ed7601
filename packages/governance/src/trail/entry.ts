/** An entry of an audit trail as it is chained: its hash covers its content, its place and the entry before it. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** What happened, before it has a place in the chain. */
export interface TrailContent {
  readonly id: string;
  readonly workspaceId: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string;
  readonly action: string;
  readonly initiator: string;
  readonly approver: string | null;
  readonly ruleId: string | null;
  readonly subjectId: string | null;
  readonly inputDigest: string | null;
  readonly output: string | null;
  readonly detail: unknown;
}

/** A place in a trail: the first entry stands at 1; hashes are 64 hexadecimal digits. */
export interface Link {
  readonly seq: number;
  readonly hash: string;
}

export interface SealedEntry extends TrailContent, Link {}

/** What stands before the first entry. */
export const genesis: Link = { seq: 0, hash: "0".repeat(64) };

/** Stands in the hashed text: a change of its layout is a new version, never a silent one. */
const VERSION = 1;

/** The text that is hashed: RFC 8785 canonical JSON, so that any program can compute it again. */
export function canonicalEntry(before: Link, content: TrailContent): string {
  const { id, workspaceId, at, action, initiator, approver } = content;
  const { ruleId, subjectId, inputDigest, output, detail } = content;
  const text = canonicalize({
    v: VERSION,
    seq: before.seq + 1,
    prev: before.hash,
    ...{ id, workspaceId, at, action, initiator, approver },
    ...{ ruleId, subjectId, inputDigest, output, detail },
  });
  if (text === undefined) throw new TypeError("The entry has no JSON form.");
  return text;
}

/** The place that the content takes behind `before`. */
export function linkAfter(before: Link, content: TrailContent): Link {
  const hash = createHash("sha256").update(canonicalEntry(before, content), "utf8").digest("hex");
  return { seq: before.seq + 1, hash };
}
