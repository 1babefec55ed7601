/** Idempotency keys of sends whose outcome is not known yet: the same send again has the same key. */

export interface KeptKey {
  readonly key: string;
  /** ISO 8601, when the send was first tried. */
  readonly at: string;
}

/** Where keys are kept between attempts (promises are awaited); one that outlives the process also covers its end. */
export interface KeyStore {
  get(fingerprint: string): Promise<KeptKey | undefined> | KeptKey | undefined;
  set(fingerprint: string, kept: KeptKey): unknown;
  delete(fingerprint: string): unknown;
}

/** Keeps keys in memory: a process that ends in the middle of a send forgets that it has sent. */
export function memoryKeys(): KeyStore {
  return new Map<string, KeptKey>();
}

/** LumenFlow remembers a key for 30 days: an older one would not be recognised. */
const longestMs = 29 * 86_400_000;

export interface SendKeys {
  /** The key of this send, kept until `settle`. */
  begin(fingerprint: string): Promise<string>;
  /** The outcome is known: the next such send is a new message. */
  settle(fingerprint: string): Promise<void>;
}

export function createSendKeys(store: KeyStore): SendKeys {
  // Of two equal sends at the same moment the second must find the key of the first.
  const beginning = new Map<string, Promise<string>>();
  return {
    begin(fingerprint) {
      const found = beginning.get(fingerprint);
      if (found !== undefined) return found;
      const begun = begin(fingerprint).finally(() => beginning.delete(fingerprint));
      beginning.set(fingerprint, begun);
      return begun;
    },
    async settle(fingerprint) {
      await store.delete(fingerprint);
    },
  };

  async function begin(fingerprint: string): Promise<string> {
    const kept = await store.get(fingerprint);
    if (kept !== undefined && Date.now() - Date.parse(kept.at) < longestMs) return kept.key;
    const key = `sidekick-${crypto.randomUUID()}`;
    // Kept before anything is sent, or it would be of no use after a crash.
    await store.set(fingerprint, { key, at: new Date().toISOString() });
    return key;
  }
}

/** SHA-256 of the send as it was asked for; the order of keys does not matter. */
export async function fingerprintOf(send: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(sorted(send)));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, sorted(item)]),
  );
}
