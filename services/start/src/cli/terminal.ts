/** Talks to the person at the terminal. */

/** A fault whose message is meant for that person; no stack. */
export class CliError extends Error {
  override readonly name = "CliError";
}

export function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
