/** The records of an exported trail: everything that proves it where there is no database. */
import type { Checkpoint, Link, SealedEntry, TrailContent } from "@lumenflow/governance";

/** Stands in the first record: another layout is another number, never a silent one. */
export const fileFormat = 1;

/** The first: whose trail it is, and the link that its first entry stands behind. */
export interface TrailRecord {
  readonly type: "trail";
  readonly format: number;
  readonly workspaceId: string;
  readonly exportedAt: string;
  /** The times that were asked for; null where that side is open. */
  readonly from: string | null;
  readonly to: string | null;
  readonly after: Link;
}

/** The last: without it the file breaks off. */
export interface EndRecord {
  readonly type: "end";
  readonly entries: number;
  readonly unsealed: number;
}

export type FileRecord =
  | TrailRecord
  | ({ readonly type: "entry" } & SealedEntry)
  /** Directly behind the entry that it signs. */
  | ({ readonly type: "checkpoint" } & Checkpoint)
  /** Committed, and not in the chain yet: nothing proves it. */
  | ({ readonly type: "unsealed" } & TrailContent)
  | EndRecord;

/** A file that is none of ours, or was damaged beyond reading. */
export class NotAnExport extends Error {
  override readonly name = "NotAnExport";
}

const content = ["id", "workspaceId", "at", "action", "initiator"] as const;
const link = { seq: "number", hash: "string" } as const;
const texts = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, "string"] as const));

const shapes: Readonly<Record<FileRecord["type"], Readonly<Record<string, string>>>> = {
  trail: { format: "number", after: "object", ...texts(["workspaceId", "exportedAt"]) },
  entry: { ...link, ...texts(content) },
  checkpoint: {
    ...link,
    ...texts(["workspaceId", "at", "keyId", "publicKey", "signature"]),
  },
  unsealed: texts(content),
  end: { entries: "number", unsealed: "number" },
};

/** Whether what was read has the fields of its type; what they say is for the proof to judge. */
export function isRecord(value: unknown): value is FileRecord {
  if (typeof value !== "object" || value === null) return false;
  const given = value as Record<string, unknown>;
  const shape = Object.hasOwn(shapes, String(given.type))
    ? shapes[given.type as FileRecord["type"]]
    : undefined;
  if (shape === undefined) return false;
  if (!Object.entries(shape).every(([name, type]) => typeof given[name] === type)) return false;
  return given.type !== "trail" || isLink(given.after);
}

function isLink(value: unknown): value is Link {
  const { seq, hash } = (value ?? {}) as Partial<Record<keyof Link, unknown>>;
  return typeof seq === "number" && typeof hash === "string";
}
