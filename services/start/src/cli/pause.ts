/** `pause`, `resume`, `pauses`: the kill switch for three in the morning, when the console is down. */
import type { Database, PauseRow } from "@lumenflow/db";
import { withSchema } from "./open.ts";
import { CliError, parse, say, table, UsageError } from "./terminal.ts";

const system = { initiator: "system", initiatorName: "the command line" };

export async function pauseSending(args: string[]): Promise<number> {
  const { values } = parse(args, {
    reason: { type: "string" },
    workspace: { type: "string" },
    for: { type: "string" },
  });
  const reason = values.reason?.trim() ?? "";
  if (reason === "" || reason.length > 500) {
    throw new UsageError(
      'Say why, in 500 characters, for those who find it paused: --reason "prices are wrong"',
    );
  }
  const lastsMs = values.for === undefined ? undefined : durationIn(values.for);
  return withSchema(async ({ database }) => {
    const workspaceId = await scopeIn(database, values.workspace);
    const until = lastsMs === undefined ? undefined : new Date(Date.now() + lastsMs);
    await database.pauses.pause({ workspaceId, reason, until, ...system });
    const end = until === undefined ? "until somebody resumes it" : `until ${until.toISOString()}`;
    say(`${nameOf(workspaceId)} sends nothing more, ${end}`);
    return 0;
  });
}

export async function resumeSending(args: string[]): Promise<number> {
  const { values } = parse(args, { workspace: { type: "string" } });
  return withSchema(async ({ database }) => {
    const workspaceId = await scopeIn(database, values.workspace);
    if (!(await database.pauses.resume({ workspaceId, ...system }))) {
      throw new CliError(
        `${nameOf(workspaceId)} was not paused. What is: pnpm lumenflow pauses show`,
      );
    }
    say(`${nameOf(workspaceId)} sends again; what is paused by itself stays so`);
    return 0;
  });
}

export async function showPauses(args: string[]): Promise<number> {
  parse(args, {});
  return withSchema(async ({ database }) => {
    const { connection } = await database.pauses.counts();
    const rows = await database.pauses.all();
    if (rows.length > 0) {
      say(table([["PAUSED", "SINCE", "UNTIL", "BY", "REASON"], ...rows.map(rowOf)]));
    }
    say(
      `${rows.length === 0 ? "No workspace, nor the installation, is paused" : "Beside these"}; connections paused by themselves: ${connection}`,
    );
    return 0;
  });
}

function rowOf({ scope, pausedAt, until, pausedByName, reason }: PauseRow): string[] {
  const end = until?.toISOString() ?? "somebody resumes";
  return [scope, pausedAt.toISOString(), end, pausedByName, reason];
}

/** Null, the whole installation, where no workspace is named. */
async function scopeIn(database: Database, workspace: string | undefined): Promise<string | null> {
  if (workspace === undefined) return null;
  if ((await database.workspaces.find(workspace)) === null) {
    throw new CliError(`There is no workspace ${workspace}.`);
  }
  return workspace;
}

function nameOf(workspaceId: string | null): string {
  return workspaceId === null ? "the installation" : `the workspace ${workspaceId}`;
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function durationIn(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (units[unit] ?? 0);
  if (ms > 0) return ms;
  throw new UsageError(`--for takes minutes, hours or days, such as 30m, 2h or 1d, not "${text}".`);
}
