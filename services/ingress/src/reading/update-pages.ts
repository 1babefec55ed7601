/** Reads pages of updates for whoever names a chat by any id that it has had. */
import type { Database, UpdatesPage, UpdatesQuery } from "@lumenflow/db";

export interface UpdatePagesDeps {
  readonly updates: Pick<Database["updates"], "page">;
  readonly chatMoves: Pick<Database["chatMoves"], "idsOf">;
}

export interface AskedUpdates extends Omit<UpdatesQuery, "chatIds"> {
  readonly chatId?: string | undefined;
}

export type UpdatePages = (workspaceId: string, asked: AskedUpdates) => Promise<UpdatesPage>;

/** The ids are asked for with every page: a group may become a supergroup while somebody reads. */
export function createUpdatePages({ updates, chatMoves }: UpdatePagesDeps): UpdatePages {
  return async (workspaceId, { chatId, ...query }) => {
    if (chatId === undefined) return updates.page(workspaceId, query);
    const { connectionId } = query;
    const chatIds = await chatMoves.idsOf({ workspaceId, connectionId, chatId });
    return updates.page(workspaceId, { ...query, chatIds });
  };
}
