/** Remembers which connection a webhook key belongs to: never older than a second while Postgres answers. */
import { isDeepStrictEqual } from "node:util";
import type { InboundConnection } from "@lumenflow/db";
import { createBoundedMap } from "./bounded-map.ts";

/** What a key opens: a connection, nothing, or nobody can say now. */
export type Lookup = InboundConnection | "unknown" | "unavailable";

export interface KnownKeys {
  /** Answers at once from memory, or after a look that all askers of the moment share. */
  find(keyId: string): Lookup | Promise<Lookup>;
  /** Something changed: what was read before now is looked up again. */
  changed(): void;
}

export interface KnownKeysOptions {
  readonly read: (keyIds: readonly string[]) => Promise<InboundConnection[]>;
  /** Milliseconds, monotonic. */
  readonly now?: (() => number) | undefined;
  /** Keys whose MAC is right are finite, but forgotten ones need not stay. */
  readonly capacity?: number | undefined;
}

interface Entry {
  readonly connection: InboundConnection | null;
  readonly readAt: number;
}

const freshMs = 800;
/** The longest that a request waits for Postgres. */
const patienceMs = 1_000;
/** After a look that failed, known keys go through without another for as long. */
const awayMs = 500;

/**
 * What has not changed stays the very same object: its secret is not hashed anew, and no buffer of it
 * grows old enough to wait for a full collection of garbage.
 */
function asBefore(
  known: InboundConnection | null | undefined,
  found: InboundConnection | null,
): InboundConnection | null {
  return known !== undefined && isDeepStrictEqual(known, found) ? known : found;
}

export function createKnownKeys(options: KnownKeysOptions): KnownKeys {
  const { read, now = () => performance.now(), capacity = 50_000 } = options;
  const entries = createBoundedMap<string, Entry>(capacity);
  let wanted = new Set<string>();
  let running: Promise<boolean> = Promise.resolve(true);
  let upcoming: Promise<boolean> | undefined;
  let changedAt = -Infinity;
  let failedAt = -Infinity;

  const isFresh = ({ readAt }: Entry, at: number) => readAt > at - freshMs && readAt > changedAt;

  /** The next look takes everybody who asked while the last one was under way. */
  function look(keyId: string): Promise<boolean> {
    wanted.add(keyId);
    upcoming ??= running.then(() => {
      const keyIds = [...wanted];
      wanted = new Set();
      upcoming = undefined;
      running = load(keyIds);
      return running;
    });
    return upcoming;
  }

  async function load(keyIds: readonly string[]): Promise<boolean> {
    const readAt = now();
    try {
      const found = await withinPatience(read(keyIds));
      const byId = new Map(found.map((each) => [each.webhookKeyId, each]));
      for (const keyId of keyIds) {
        const connection = asBefore(entries.get(keyId)?.connection, byId.get(keyId) ?? null);
        entries.set(keyId, { connection, readAt });
      }
      return true;
    } catch {
      failedAt = now();
      return false;
    }
  }

  async function lookUp(keyId: string): Promise<Lookup> {
    const answered = await look(keyId);
    const connection = entries.get(keyId)?.connection;
    if (connection) return connection;
    return answered && connection === null ? "unknown" : "unavailable";
  }

  return {
    find(keyId) {
      const entry = entries.get(keyId);
      if (entry === undefined) return lookUp(keyId);
      const at = now();
      // Postgres is away: what was known last is good enough, and spares every request the wait.
      if (isFresh(entry, at) || (entry.connection !== null && at - failedAt < awayMs)) {
        return entry.connection ?? "unknown";
      }
      return lookUp(keyId);
    },
    changed() {
      changedAt = now();
    },
  };
}

async function withinPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
