/** Randomness that a seed repeats, so that a run that failed can be made again. */

export interface Random {
  /** At least 0 and below 1. */
  next(): number;
  /** A whole number below `count`. */
  below(count: number): number;
  pick<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
  /** Another one of the same seed, which what others draw does not move. */
  branch(name: string): Random;
}

/** Mulberry32: 32 bits of state are plenty for choosing whom to kill. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (count: number) => Math.floor(next() * count);

  return {
    next,
    below,
    pick: <T>(items: readonly T[]) => items[below(items.length)] as T,
    shuffled(items) {
      const left = [...items];
      return items.map(() => left.splice(below(left.length), 1)[0] as (typeof left)[number]);
    },
    branch: (name) =>
      createRandom([...name].reduce((sum, each) => sum * 31 + each.charCodeAt(0), seed)),
  };
}
