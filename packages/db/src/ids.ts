/** Makes the prefixed, sortable ids of our rows: a ULID behind what kind of thing it is. */
import { randomFillSync } from "node:crypto";
import { encodeTime, monotonicFactory } from "ulid";

export const idPrefixes = {
  workspace: "ws",
  user: "usr",
  member: "mem",
  account: "acc",
  session: "ses",
  verification: "ver",
  secondFactor: "fac",
  invitation: "inv",
  apiKey: "key",
  connection: "conn",
  update: "upd",
  message: "msg",
  part: "part",
  upload: "upl",
  transition: "tr",
  approval: "appr",
  decision: "dec",
  delegation: "del",
  approvalEdit: "edit",
  approvalEscalation: "esc",
  telegramLink: "tgl",
  linkCode: "code",
  card: "card",
  approverInput: "inp",
  policy: "pol",
  endpoint: "end",
  event: "evt",
  delivery: "dlv",
  failure: "dlf",
  audit: "aud",
  process: "proc",
} as const;

export type IdKind = keyof typeof idPrefixes;

const random = Buffer.alloc(1_024);
let used = random.length;

/** Random bytes by the thousand, as fractions: asked for one by one they cost more than all else about an id. */
function fraction(): number {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const byte = random.readUInt8(used);
  used += 1;
  return byte / 256;
}

// Monotonic: rows that one process makes in one millisecond still sort in the order they were made.
const ulid = monotonicFactory(fraction);

/** A new id such as `msg_01JD…`: unique everywhere, sortable by the time it was made. */
export function newId(kind: IdKind): string {
  return `${idPrefixes[kind]}_${ulid()}`;
}

/** Sorts before every id of the kind that was made at that time or later, and behind all others. */
export function idsBefore(kind: IdKind, time: Date): string {
  return `${idPrefixes[kind]}_${encodeTime(time.getTime())}`;
}
