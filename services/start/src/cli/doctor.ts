/** `doctor`: looks at everything the installation stands on and says in plain words what is wrong. */
import { describeError } from "@lumenflow/runtime";
import { checkConnections } from "./doctor/check-connections.ts";
import { checkBackup, checkKeys } from "./doctor/check-keys.ts";
import { checkMigrations, checkPostgres } from "./doctor/check-postgres.ts";
import { checkQueue } from "./doctor/check-queue.ts";
import { checkTelegram } from "./doctor/check-telegram.ts";
import { type Finding, fault, mark } from "./doctor/finding.ts";
import { type Opened, withDatabase } from "./open.ts";
import { parse, say } from "./terminal.ts";

type Checker = (opened: Opened) => Promise<Finding[]>;

/** Those behind the schema are pointless, and left out, where it is not there. */
const always: Checker[] = [checkPostgres, checkQueue, checkTelegram, checkBackup];
const withTables: Checker[] = [checkKeys, checkConnections];

/** 1 where anything is at fault; warnings alone are 0. */
export async function doctor(args: string[]): Promise<number> {
  parse(args, {});
  // A fault of the configuration is thrown, with every fault listed, before anything is opened.
  const findings = await withDatabase(async (opened) => {
    say(`${mark.ok} configuration: understood`);
    const migrations = await examine(checkMigrations, opened);
    const migrated = migrations.every(({ level }) => level === "ok");
    const found = [...migrations];
    for (const check of migrated ? [...always, ...withTables] : always) {
      found.push(...(await examine(check, opened)));
    }
    return found;
  });
  const faults = findings.filter(({ level }) => level === "fault").length;
  const warnings = findings.filter(({ level }) => level === "warning").length;
  say();
  say(
    faults === 0
      ? `No faults, ${warnings} to look at.`
      : `${faults} at fault, ${warnings} to look at.`,
  );
  return faults === 0 ? 0 : 1;
}

async function examine(check: Checker, opened: Opened): Promise<Finding[]> {
  const findings = await check(opened).catch((error: unknown) => [
    fault(check.name.replace(/^check/, "").toLowerCase(), describeError(error).message),
  ]);
  for (const { level, part, words } of findings) say(`${mark[level]} ${part}: ${words}`);
  return findings;
}
