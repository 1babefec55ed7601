/** Finds the workspace that a command is about. */
import type { Database } from "@lumenflow/db";
import { CliError } from "./terminal.ts";

/** The one that was asked for, or the oldest. @throws CliError */
export async function workspaceOf(
  database: Pick<Database, "workspaces">,
  asked: string | undefined,
): Promise<string> {
  const all = await database.workspaces.all();
  const found = asked === undefined ? all[0] : all.find(({ id }) => id === asked);
  if (found === undefined) throw new CliError(`There is no workspace ${asked ?? "yet"}.`);
  return found.id;
}
