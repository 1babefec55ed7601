/** The digest of a message's parts: made when it is asked for, and made again before anything is sent. */
import { type Digest, digestOf } from "@lumenflow/governance";

/** One Bot API call and what travels with it. */
export interface DigestedPart {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly files: readonly DigestedFile[];
}

/** Bytes count by their hash, and by the name under which they arrive. */
export interface DigestedFile {
  readonly sha256: string;
  readonly fileName: string;
}

export interface DigestedMessage {
  readonly workspaceId: string;
  readonly botId: string;
  readonly chatId: string;
  readonly threadId: string | null;
  /** Every id that the chat has had, where it has moved since it was approved. */
  readonly chatIds?: readonly string[] | undefined;
  readonly parts: readonly DigestedPart[];
}

/** What may differ from the digested calls without asking again: the chat's id after a migration. */
const deviations = ["migration"];

/** Calls that go to another id of the same chat are digested with the id that was approved. */
export function digestOfParts({ parts, chatIds = [], ...message }: DigestedMessage): Digest {
  const moved = (payload: DigestedPart["payload"]) =>
    typeof payload.chat_id === "string" && chatIds.includes(payload.chat_id)
      ? { ...payload, chat_id: message.chatId }
      : payload;
  return digestOf({
    ...message,
    deviations,
    media: parts.flatMap(({ files }) =>
      files.map(({ sha256, fileName }) => `sha256:${sha256} ${fileName}`),
    ),
    parts: parts.map(({ method, payload }) => ({
      method,
      params: moved(payload),
    })),
  });
}
