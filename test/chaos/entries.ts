/** The entries of a run's ledger, and how they are shown to people. */

/** One number of the ledger; `wanted` where any other is a fault. */
export interface Entry {
  readonly name: string;
  readonly value: number;
  readonly wanted?: number | undefined;
  /** The first of those that make it a fault. */
  readonly examples?: readonly string[] | undefined;
}

export const isWrong = ({ value, wanted }: Entry): boolean =>
  wanted !== undefined && value !== wanted;

/** A table for people, what is wrong marked and with examples. */
export function printed(entries: readonly Entry[]): string {
  const width = Math.max(...entries.map(({ name }) => name.length)) + 2;
  return entries
    .map((entry) => {
      const { name, value, wanted, examples = [] } = entry;
      const line = `${name.padEnd(width)}${value.toLocaleString("en").padStart(9)}`;
      if (!isWrong(entry)) return line;
      return `${line}   WRONG: ${wanted} expected ${examples.slice(0, 5).join(" ")}`.trimEnd();
    })
    .join("\n");
}

export function mustBeEmpty(name: string, keys: readonly string[]): Entry {
  return { name, value: keys.length, wanted: 0, examples: keys };
}
