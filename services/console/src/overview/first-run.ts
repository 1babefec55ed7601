/** Says how far a workspace is on its way to the first message that was sent. */
import type { FirstRunView } from "@lumenflow/api";
import type { Database, FirstRunRow, NamedPicture } from "@lumenflow/db";
import { connectionMachine, isState, type Machine, messageMachine } from "@lumenflow/governance";
import type { ApiRoots } from "@lumenflow/telegram";
import type { ConnectionDeps } from "../connections/deps.ts";
import { pictureAddress } from "../connections/present.ts";

export interface FirstRunDeps {
  readonly database: Pick<Database, "firstRun" | "pictures">;
  readonly telegram: ConnectionDeps["telegram"];
}

export async function firstRunOf(
  workspaceId: string,
  { database, telegram }: FirstRunDeps,
): Promise<FirstRunView> {
  const { dismissed, connection, heard, asked, sent } = await database.firstRun.of(workspaceId);
  const [picture] =
    connection === null ? [] : await database.pictures.named(workspaceId, [connection.id]);
  return {
    dismissed,
    connection: connection && presentConnection(connection, telegram.roots(), picture),
    heard: heard && { ...heard, at: heard.at.toISOString() },
    asked: asked && { ...asked, status: known(messageMachine, asked.status) },
    sent: sent && { ...sent, at: sent.at.toISOString() },
  };
}

function presentConnection(
  row: NonNullable<FirstRunRow["connection"]>,
  { apiRoot: realRoot, sandboxRoot }: ApiRoots,
  picture: NamedPicture | undefined,
): FirstRunView["connection"] {
  const { id, status, statusReason, apiRoot } = row;
  return {
    ...{ id, statusReason, status: known(connectionMachine, status) },
    bot: {
      id: row.botId,
      username: row.botUsername,
      name: row.botName,
      picture: picture ? pictureAddress(picture) : null,
    },
    // Where it was connected; the sandbox may have been on another port then.
    sandbox: sandboxRoot !== undefined && apiRoot !== realRoot && /\/sandbox$/.test(apiRoot),
  };
}

function known<State extends string>(machine: Machine<State>, status: string): State {
  if (isState(machine, status)) return status;
  throw new Error(`there is an unknown status, ${status}`);
}
