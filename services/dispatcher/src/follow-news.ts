/** Records what a batch tells the registry: the chats, their people, and groups that became supergroups. */
import type { ChatMove, ChatSighting, MemberSighting } from "@lumenflow/db";
import { mergeMembers, mergeSightings } from "./merge-sightings.ts";
import type { RegistryNews } from "./read-news.ts";

export interface FollowNewsDeps {
  readonly chats: { see(sightings: readonly ChatSighting[]): Promise<void> };
  readonly chatMembers: { see(sightings: readonly MemberSighting[]): Promise<void> };
  /** Rewires everything of the group, in one transaction. */
  readonly followMove: (move: ChatMove) => Promise<unknown>;
}

export function createFollowNews({ chats, chatMembers, followMove }: FollowNewsDeps) {
  return async (news: readonly RegistryNews[]): Promise<void> => {
    await chats.see(mergeSightings(news.flatMap(({ chat }) => chat ?? [])));
    await chatMembers.see(mergeMembers(news.flatMap(({ members }) => members)));
    for (const { move } of news) if (move !== null) await followMove(move);
  };
}
