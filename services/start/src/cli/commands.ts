/** The commands by name; each is loaded when it is asked for, so that a pause waits for nothing else. */

/** Resolves with the exit code. */
type Command = (args: string[]) => Promise<number>;

const audit = () => import("./audit.ts");
const keys = () => import("./keys.ts");
const partitions = () => import("./partitions.ts");
const pauses = () => import("./pause.ts");
const people = () => import("./people.ts");

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  migrate: async () => (await import("./migrate.ts")).migrateDatabase,
  "keys create": async () => (await keys()).createKey,
  "keys list": async () => (await keys()).listKeys,
  "keys revoke": async () => (await keys()).revokeKey,
  "keys rotate-encryption": async () => (await import("./rotate-encryption.ts")).rotateEncryption,
  "people list": async () => (await people()).listPeople,
  "people invite": async () => (await people()).invitePerson,
  "people reset-second-factor": async () => (await people()).resetFactor,
  "people reset-password": async () => (await people()).renewPassword,
  "partitions show": async () => (await partitions()).showPartitions,
  "partitions set": async () => (await partitions()).setPartitions,
  pause: async () => (await pauses()).pauseSending,
  resume: async () => (await pauses()).resumeSending,
  "pauses show": async () => (await pauses()).showPauses,
  "audit verify": async () => (await audit()).verifyAudit,
  doctor: async () => (await import("./doctor.ts")).doctor,
};

export const usage = `Usage: pnpm lumenflow <command>

  migrate                     bring the database to this version's schema
  keys create --name <name>   make an API key and show it once
      [--scopes a,b] [--expires 2027-01-31] [--workspace <id>]
      in an empty installation, where --name may be left out: the workspace, its owner and a key
  keys list                   list API keys
      [--workspace <id>]
  keys revoke <id>            revoke one, within a second everywhere
  keys rotate-encryption      seal everything anew with the first of LUMENFLOW_ENCRYPTION_KEYS
  people list                 list who belongs to the workspaces, and as what
      [--workspace <id>]
  people invite <e-mail>      make a link that lets somebody in, and show it once
      [--role owner|admin|approver|member|viewer] [--workspace <id>]
  people reset-second-factor <e-mail>   for somebody who has lost theirs
  people reset-password <e-mail>        make a new one and show it once
  partitions show             over how many queues updates are spread, and what waits in them
  partitions set <count>      change that while everything runs; every chat keeps its order
  pause --reason <why>        stop all sending at once, of everything or of one workspace
      [--workspace <id>] [--for 30m|2h|1d]
  resume [--workspace <id>]   let it go on; what is paused by itself stays so
  pauses show                 what is paused, since when, by whom and why
  audit verify                prove the audit trails, and name the first entry that is not
      [--workspace <id>]      what was sealed and signed
      [--file <export>]       prove an exported trail, or a part of one, without a database;
      [--key <public key>]    signed with this key, or with those of LUMENFLOW_ENCRYPTION_KEYS
  doctor                      check configuration, database, queue, keys, Telegram and webhooks
`;

/** How one command is written: its lines of the above. */
export function usageOf(name: string): string {
  const lines = usage.split("\n");
  const from = lines.findIndex((line) => line.startsWith(`  ${name}`));
  const more = lines.slice(from + 1).findIndex((line) => !line.startsWith("      "));
  return `Usage: pnpm lumenflow <command>\n\n${lines.slice(from, from + 1 + more).join("\n")}\n`;
}

export interface Called {
  readonly name: string;
  readonly run: Command;
  readonly args: string[];
}

/** The command that the words begin with, and what follows it. */
export function commandOf(words: readonly string[]): Called | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(" ");
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (load !== undefined) {
      return { name, run: async (args) => (await load())(args), args: words.slice(length) };
    }
  }
  return undefined;
}
