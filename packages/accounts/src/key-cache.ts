/** Looks API keys up with at most a second of staleness, and writes their last use in batches. */

import type { KnownKey } from "@lumenflow/db";
import type { Component, Logger } from "@lumenflow/runtime";
import { describeError } from "@lumenflow/runtime";

export interface KeyStore {
  findByDigest(digest: Uint8Array): Promise<KnownKey | null>;
  touch(ids: readonly string[]): Promise<void>;
}

export interface KeyCache extends Component {
  find(digest: Buffer): Promise<KnownKey | null>;
  /** Forgets everything: some key has changed. */
  clear(): void;
}

const freshMs = 1_000;
const touchEveryMs = 5_000;
/** A flood of invented keys must not fill the memory. */
const maxEntries = 10_000;

interface Entry {
  readonly key: Promise<KnownKey | null>;
  readonly at: number;
}

export function createKeyCache(keys: KeyStore, logger: Logger): KeyCache {
  const entries = new Map<string, Entry>();
  const used = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    if (used.size === 0) return;
    const ids = [...used];
    used.clear();
    try {
      await keys.touch(ids);
    } catch (error) {
      // The time of the last use is for people to look at: a lost one is no reason to fail.
      logger.debug({ err: describeError(error) }, "could not note when keys were last used");
    }
  }

  return {
    name: "api-keys",
    async find(digest) {
      const name = digest.toString("base64");
      const now = performance.now();
      let entry = entries.get(name);
      if (entry === undefined || now - entry.at > freshMs) {
        if (entries.size >= maxEntries) entries.clear();
        entry = { key: keys.findByDigest(digest), at: now };
        entries.set(name, entry);
        // A failed look-up is asked again; whoever waits for it sees the failure.
        entry.key.catch(() => entries.delete(name));
      }
      const key = await entry.key;
      if (key !== null && !key.expired && !key.revoked && !key.superseded) used.add(key.id);
      return key;
    },
    clear: () => entries.clear(),
    async start() {
      timer = setInterval(flush, touchEveryMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
