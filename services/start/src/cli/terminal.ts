/** Talks to the person at the terminal. */
import { parseArgs } from "node:util";

/** A fault whose message is meant for that person; no stack. */
export class CliError extends Error {
  override readonly name: string = "CliError";
}

/** What was typed is not how the command is written: shown with how it is, and exit code 2. */
export class UsageError extends CliError {
  override readonly name = "UsageError";
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

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>["options"]>;

/** What stands behind the command: options, and `words` that are none at the most. @throws UsageError */
export function parse<O extends Options>(args: string[], options: O, words = 0) {
  const parsed = read(args, options);
  const extra = parsed.positionals[words];
  if (extra !== undefined) throw new UsageError(`There is a word too many: ${extra}`);
  const named = parsed.tokens.flatMap((token) => (token.kind === "option" ? [token.name] : []));
  const twice = named.find(
    (name, index) => named.indexOf(name) < index && !options[name]?.multiple,
  );
  if (twice !== undefined) throw new UsageError(`--${twice} is given twice: give it once.`);
  return parsed;
}

function read<O extends Options>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true, tokens: true });
  } catch (error) {
    const { code, message = "" } = error as { code?: string; message?: string };
    const [name = "this"] = /(?<=')-[^' ]*/.exec(message) ?? [];
    throw new UsageError(
      code === "ERR_PARSE_ARGS_UNKNOWN_OPTION"
        ? `There is no option ${name} here.`
        : `${name} takes a value: ${name} <value>.`,
    );
  }
}
