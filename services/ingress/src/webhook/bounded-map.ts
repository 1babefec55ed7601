/** A map that forgets its oldest entry when it is full: bounded, whatever strangers put in. */

export interface BoundedMap<K, V> {
  get(key: K): V | undefined;
  /** Makes the entry the newest one. */
  set(key: K, value: V): void;
  size(): number;
}

export function createBoundedMap<K, V>(capacity: number): BoundedMap<K, V> {
  const entries = new Map<K, V>();
  // One iterator for good: it goes on behind what was deleted, a new one would walk over all of it.
  const oldest = entries.keys();

  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > capacity) entries.delete(oldest.next().value as K);
    },
    size: () => entries.size,
  };
}
