/** An update as a record of Sidekick's: what most want to know of it, and Telegram's object beside it. */
import { channelOf } from "./channel.ts";
import type { Update } from "./types.ts";

export interface InboundRecord {
  readonly id: string;
  /** To answer there, hand it to `send`. */
  readonly channel: string;
  /** Telegram's kind of update: `message`, `callback_query`, … */
  readonly kind: string;
  readonly receivedAt: string;
  readonly chatId?: string;
  readonly threadId?: string;
  /** Telegram's id of the message, to reply to. */
  readonly externalMessageId?: string;
  /** A text, a caption, or the data of a pressed button. */
  readonly text?: string;
  readonly sender?: { readonly id: string; readonly name: string; readonly isBot: boolean };
  readonly update: Update["update"];
}

interface Person {
  readonly id: number;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly is_bot?: boolean;
}

interface Said {
  readonly message_id?: number;
  readonly message_thread_id?: number;
  readonly is_topic_message?: boolean;
  readonly text?: string;
  readonly caption?: string;
  readonly data?: string;
  readonly from?: Person;
  readonly message?: Said;
}

export function recordOf({
  id,
  connectionId,
  chatId,
  kind,
  receivedAt,
  update,
}: Update): InboundRecord {
  const said = ((update as Record<string, unknown>)[kind] ?? {}) as Said;
  const message = said.message ?? said;
  const thread = message.is_topic_message === true ? message.message_thread_id : undefined;
  const threadId = thread === undefined ? undefined : String(thread);
  const text = said.data ?? said.text ?? said.caption;
  const { from } = said;
  return {
    ...{ id, kind, receivedAt, update },
    channel: channelOf({ connectionId, chatId, threadId }),
    ...(chatId !== undefined && { chatId }),
    ...(threadId !== undefined && { threadId }),
    ...(message.message_id !== undefined && { externalMessageId: String(message.message_id) }),
    ...(text !== undefined && { text }),
    ...(from !== undefined && { sender: senderOf(from) }),
  };
}

function senderOf({ id, first_name = "", last_name = "", is_bot = false }: Person) {
  return { id: String(id), name: `${first_name} ${last_name}`.trim(), isBot: is_bot };
}
