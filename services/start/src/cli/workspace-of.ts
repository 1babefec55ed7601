/** Finds the workspace that a command is about. */
import type { Database } from "@lumenflow/db";
import { CliError } from "./terminal.ts";

/** The one that was asked for, or all. @throws CliError */
export async function workspacesOf(
  { workspaces }: Pick<Database, "workspaces">,
  asked: string | undefined,
) {
  const found = (await workspaces.all()).filter(({ id }) => asked === undefined || id === asked);
  if (found.length === 0 && asked !== undefined) throw none(asked);
  return found;
}

/** The one that was asked for, or the oldest. @throws CliError */
export async function workspaceOf(
  database: Pick<Database, "workspaces">,
  asked: string | undefined,
): Promise<string> {
  const [found] = await workspacesOf(database, asked);
  if (found === undefined) throw none("yet");
  return found.id;
}

function none(which: string): CliError {
  return new CliError(`There is no workspace ${which}.`);
}
