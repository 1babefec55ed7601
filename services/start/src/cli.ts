/** The operator's command line: `pnpm lumenflow <command>`. */
import { ConfigError, describeError } from "@lumenflow/runtime";
import { commandOf, usage } from "./cli/commands.ts";
import { CliError } from "./cli/terminal.ts";

const [name = "help", ...args] = process.argv.slice(2);
const help = ["help", "--help", "-h"].includes(name);
const command = commandOf([name, ...args]);
try {
  if (command === undefined) {
    if (!help) process.stderr.write(`There is no command "${[name, ...args].join(" ")}".\n\n`);
    process.stderr.write(usage);
    process.exitCode = help ? 0 : 1;
  } else {
    process.exitCode = await command.run(command.args);
  }
} catch (error) {
  const plain = error instanceof CliError || error instanceof ConfigError;
  process.stderr.write(`${plain ? error.message : `failed: ${describeError(error).message}`}\n`);
  process.exitCode = 1;
}
