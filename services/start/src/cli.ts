/** The operator's command line: `pnpm lumenflow <command>`. Exit codes: 1 what failed, 2 what is not a command. */
import { ConfigError, describeError } from "@lumenflow/runtime";
import { commandOf, usage, usageOf } from "./cli/commands.ts";
import { CliError, UsageError } from "./cli/terminal.ts";

const words = process.argv.slice(2);
const command = commandOf(words);
const [first = "help"] = words;
const help =
  first === "help" || (command?.args ?? words).some((word) => /^(--help|-h)$/.test(word));
try {
  if (help) process.stdout.write(command === undefined ? usage : usageOf(command.name));
  else if (command === undefined) {
    process.stderr.write(`There is no command "${words.join(" ")}".\n\n${usage}`);
    process.exitCode = 2;
  } else {
    process.exitCode = await command.run(command.args);
  }
} catch (error) {
  const plain = error instanceof CliError || error instanceof ConfigError;
  process.stderr.write(`${plain ? error.message : `failed: ${describeError(error).message}`}\n`);
  process.exitCode = 1;
  if (error instanceof UsageError && command !== undefined) {
    process.stderr.write(`\n${usageOf(command.name)}`);
    process.exitCode = 2;
  }
}
