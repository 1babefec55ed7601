/** The digest of a message's parts: made when it is asked for, and made again before anything is sent. */
import { type Digest, digestOf } from "@lumenflow/governance";

/** One Bot API call. */
export interface DigestedPart {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface DigestedMessage {
  readonly workspaceId: string;
  readonly botId: string;
  readonly chatId: string;
  readonly threadId: string | null;
  /** Where the chat is known to have moved since it was approved. */
  readonly movedTo?: string | null | undefined;
  readonly parts: readonly DigestedPart[];
}

/** What may differ from the digested calls without asking again: the chat's id after a migration. */
const deviations = ["migration"];

/** Calls that go to the chat's new id are digested with the id that was approved. */
export function digestOfParts({ parts, movedTo, ...message }: DigestedMessage): Digest {
  const moved = (payload: DigestedPart["payload"]) =>
    movedTo != null && payload.chat_id === movedTo
      ? { ...payload, chat_id: message.chatId }
      : payload;
  return digestOf({
    ...message,
    deviations,
    parts: parts.map(({ method, payload }) => ({
      method,
      params: moved(payload),
    })),
  });
}
