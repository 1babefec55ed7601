/** The front door of every command: brings what it needs, then runs it. Plain Node 20 is enough. */
import { commands } from "./lib/commands.mjs";
import { fail } from "./lib/say.mjs";

const [name = "start", ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  fail(`There is no command "${name}". There are: ${Object.keys(commands).join(", ")}.`);
}
try {
  process.exit(await command(args));
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
