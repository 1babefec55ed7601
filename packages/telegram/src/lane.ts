/** Names the lane of an update: what must be handled in the order in which Telegram sent it. */

export interface LaneParts {
  readonly kind: string;
  readonly chatId: string | null;
  readonly topicId: string | null;
  readonly directTopicId: string | null;
  readonly businessConnectionId: string | null;
  readonly userId: string | null;
  readonly pollId: string | null;
}

export interface Lanes {
  readonly lane: string;
  readonly chatLane: string;
}

/**
 * Telegram orders messages and edits of one chat, and keeps business and guest messages apart from
 * them, since their histories and message ids are others (Client.cpp 17959, 18005, 18050). A press or
 * a membership change goes into its chat's lane, though Telegram promises no order between the two.
 * Without a chat the poll or the user decides.
 */
export function laneOf(parts: LaneParts): Lanes {
  const chatLane = chatLaneOf(parts);
  if (parts.chatId === null) return { lane: chatLane, chatLane };
  if (parts.directTopicId !== null) {
    return { lane: `${chatLane}/direct:${parts.directTopicId}`, chatLane };
  }
  if (parts.topicId !== null) return { lane: `${chatLane}/topic:${parts.topicId}`, chatLane };
  return { lane: chatLane, chatLane };
}

function chatLaneOf({ kind, chatId, businessConnectionId, pollId, userId }: LaneParts): string {
  if (chatId !== null) {
    if (businessConnectionId !== null) return `business:${businessConnectionId}:${chatId}`;
    return kind === "guest_message" ? `guest:${chatId}` : `chat:${chatId}`;
  }
  if (pollId !== null) return `poll:${pollId}`;
  if (userId !== null) return `user:${userId}`;
  return `kind:${kind}`;
}
