/** Looks up what a connection's row does not say of it: kill switches, and what waits for a word. */
import { type ConnectionView, problem } from "@lumenflow/api";
import type { ConnectionRow, Database } from "@lumenflow/db";
import { isId } from "../ids.ts";
import { presentConnection } from "./present.ts";

export interface ShowDeps {
  readonly database: Pick<Database, "connections" | "outbox" | "pauses" | "pictures">;
}

export function createShow({ database: { connections, outbox, pauses, pictures } }: ShowDeps) {
  /** @throws Problem E044 */
  async function found(workspaceId: string, id: string): Promise<ConnectionRow> {
    const row = isId(id) ? await connections.find(workspaceId, id) : null;
    if (row === null) throw problem.notFound("There is no connection of this id here.");
    return row;
  }

  /** Rows of one workspace, as the API answers them. */
  async function shown(
    workspaceId: string,
    rows: readonly ConnectionRow[],
  ): Promise<ConnectionView[]> {
    const ids = rows.map(({ id }) => id);
    const [switches, backlogs, named] = await Promise.all([
      pauses.of(workspaceId),
      outbox.backlogs(workspaceId, ids),
      pictures.named(workspaceId, ids),
    ]);
    return rows.map((row) =>
      presentConnection(row, {
        switches,
        backlog: backlogs.find(({ connectionId }) => connectionId === row.id),
        picture: named.find(({ connectionId }) => connectionId === row.id),
      }),
    );
  }

  return {
    found,
    shown,
    /** @throws Problem E044 */
    async show(workspaceId: string, id: string): Promise<ConnectionView> {
      const [view] = await shown(workspaceId, [await found(workspaceId, id)]);
      if (view === undefined) throw problem.notFound("There is no connection of this id here.");
      return view;
    },
  };
}
