/** What people do in the chats: messages, also in topics, edits, albums and pressed buttons, as raw updates. */
import type { Random } from "../random.ts";

export interface SentUpdate {
  readonly bot: number;
  /** Every bot numbers its own, from the same number on. */
  readonly updateId: number;
  /** The queue at Telegram that it waits in: what is in order to begin with. */
  readonly line: string;
  /** Telegram forgets a pressed button after two and a half minutes, a message after a day. */
  readonly mayExpire: boolean;
  readonly text: string;
}

interface Chat {
  readonly id: number;
  /** The only person who says anything there. */
  readonly person: { readonly id: number; readonly is_bot: false; readonly first_name: string };
  readonly bot: number;
  readonly forum: boolean;
  lastMessageId: number;
}

const firstUpdateId = 900_000_000;
const longestAlbum = 4;

/** An endless source; an album comes as one piece. */
export function createPeople(random: Random, { bots, chats }: { bots: number; chats: number }) {
  const nextUpdateId = Array.from({ length: bots }, () => firstUpdateId);
  const rooms: Chat[] = Array.from({ length: chats }, (_, n) => ({
    id: -1_001_000_000_000 - n,
    person: { id: 5_000_000 + n, is_bot: false, first_name: "Dana" },
    bot: n % bots,
    forum: n % 4 === 0,
    lastMessageId: 0,
  }));
  let said = 0;

  function updateOf(chat: Chat, kind: string, body: object): SentUpdate {
    const { bot } = chat;
    const updateId = nextUpdateId[bot] ?? firstUpdateId;
    nextUpdateId[bot] = updateId + 1;
    const isPress = kind === "callback_query";
    return {
      bot,
      updateId,
      line: `${bot}/${isPress ? `presses/${chat.person.id}` : chat.id}`,
      mayExpire: isPress,
      text: `{"update_id":${updateId},\n"${kind}":${JSON.stringify(body)}}`,
    };
  }

  /** No two contents are equal: the same message twice would be told of once. */
  function message(chat: Chat, messageId: number, content: object = {}) {
    said += 1;
    return {
      message_id: messageId,
      from: chat.person,
      chat: { id: chat.id, title: `Group ${chat.id}`, type: "supergroup", is_forum: chat.forum },
      date: 1_700_000_000 + messageId,
      ...(chat.forum && { message_thread_id: 1 + (messageId % 3), is_topic_message: true }),
      text: `Nummer ${said}: schönes Wetter heute 🌤`,
      ...content,
    };
  }

  function album(chat: Chat): SentUpdate[] {
    const id = `${chat.id}-${chat.lastMessageId}`;
    return Array.from({ length: 2 + random.below(longestAlbum - 1) }, () => {
      chat.lastMessageId += 1;
      const photo = [{ file_id: `p${said}`, file_unique_id: `u${said}`, width: 9, height: 9 }];
      const topic = chat.forum ? { message_thread_id: 1 } : {};
      const content = { text: undefined, photo, media_group_id: id, ...topic };
      return updateOf(chat, "message", message(chat, chat.lastMessageId, content));
    });
  }

  return function speak(): SentUpdate[] {
    const chat = random.pick(rooms);
    const dice = random.next();
    if (chat.lastMessageId > 0 && dice < 0.12) {
      const messageId = 1 + random.below(chat.lastMessageId);
      const edited = message(chat, messageId, { edit_date: 1_800_000_000 + said });
      return [updateOf(chat, "edited_message", edited)];
    }
    if (chat.lastMessageId > 0 && dice < 0.2) {
      const about = message(chat, chat.lastMessageId);
      const press = { id: String(said), from: chat.person, message: about, data: "yes" };
      return [updateOf(chat, "callback_query", { ...press, chat_instance: String(chat.id) })];
    }
    if (dice < 0.24) return album(chat);
    chat.lastMessageId += 1;
    return [updateOf(chat, "message", message(chat, chat.lastMessageId))];
  };
}
