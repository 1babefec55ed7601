/** Finds the chat that a path names, under whichever id it had. */
import { problem } from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import { isId } from "../ids.ts";

export interface FindChatDeps {
  readonly connections: Pick<Database["connections"], "find">;
  readonly chatMoves: Pick<Database["chatMoves"], "idsOf">;
}

export interface FoundChat {
  readonly workspaceId: string;
  readonly connectionId: string;
  /** The id that the chat has now. */
  readonly chatId: string;
  /** Every id that it has had. */
  readonly chatIds: readonly string[];
}

/** Whether Telegram could have such a chat; what is no number names none. */
export function isChatId(text: string): boolean {
  return /^-?\d{1,20}$/.test(text);
}

/** Throws E044 for a connection of somebody else's. The chat itself may be unknown. */
export async function findChat(
  { connections, chatMoves }: FindChatDeps,
  workspaceId: string,
  { id: connectionId, chatId: asked }: { readonly id: string; readonly chatId: string },
): Promise<FoundChat> {
  const shaped = isId(connectionId) && isChatId(asked);
  const known = shaped && (await connections.find(workspaceId, connectionId));
  if (!known) throw problem.notFound();
  const chatIds = await chatMoves.idsOf({ workspaceId, connectionId, chatId: asked });
  return { workspaceId, connectionId, chatId: chatIds[0] ?? asked, chatIds };
}
