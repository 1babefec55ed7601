import { expect, test } from "vitest";
import { commandOf, usage, usageOf } from "./commands.ts";
import { UsageError } from "./terminal.ts";

test.each([
  ["migrate now", "a word too many: now"],
  ["doctor --fix", "no option --fix here"],
  ["keys list --workspace", "--workspace takes a value"],
  ["keys list all", "a word too many: all"],
  ["keys create --forever", "no option --forever here"],
  ["keys create --name a --name b", "--name is given twice"],
  ["keys create --name --scopes", "--name takes a value"],
  ["keys create --name=", "--name must not be blank"],
  [`keys create --name ${"x".repeat(101)}`, "--name Too big"],
  ["keys create --name a\u001b[31m", "--name must be one line"],
  ["keys create --scopes everything", "everything is no scope. There are: messages:send"],
  ["keys create --scopes ,", "no scope is named"],
  ["keys create --scopes approvals:self", "first start's key alone"],
  ["keys create --expires yesterday", "such as 2027-01-31"],
  ["keys create --expires 2020-01-01", "such as 2027-01-31"],
  ["keys create --expires 2040-02-31", "such as 2027-01-31"],
  ["keys revoke", "Say which key"],
  ["keys revoke key_1 key_2", "a word too many: key_2"],
  ["keys rotate-encryption k2", "a word too many: k2"],
  ["people list --workspace a --workspace b", "--workspace is given twice"],
  ["people invite ada", "by their e-mail address"],
  ["people invite ada@home", "ada@home is no e-mail address"],
  ["people invite ada@example.com bo@example.com", "a word too many: bo@example.com"],
  ["people invite ada@example.com --role boss", "boss is no role. There are: owner"],
  ["people reset-second-factor", "by their e-mail address"],
  ["people reset-password ada@example.com --loud", "no option --loud here"],
  ["partitions show 1", "a word too many: 1"],
  ["partitions set", "1 to 64"],
  ["partitions set 65", "1 to 64"],
  ["partitions set two", "1 to 64"],
  ["pause --for 2h", "Say why"],
  ["pause --reason x --for soon", 'not "soon"'],
  ["resume please", "a word too many: please"],
  ["pauses show -v", "no option -v here"],
  ["audit verify --key x", "--key goes with --file"],
])("before anything is opened, `%s` is answered with what is wrong", async (line, words) => {
  const command = commandOf(line.split(" "));
  const failure = await command?.run(command.args).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UsageError);
  expect((failure as Error).message).toContain(words);
});

test("each command is shown as it is written, and nothing but it", () => {
  const names = [...usage.matchAll(/^ {2}([a-z]+(?: [a-z][a-z-]+)?)/gm)].map(
    ([, name = ""]) => name,
  );
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    expect(commandOf(name.split(" "))?.name).toBe(name);
    const others = names.filter((other) => other !== name);
    const shown = usageOf(name);
    expect(shown).toContain(`\n  ${name}`);
    for (const other of others) expect(shown).not.toContain(`\n  ${other} `);
  }
});
