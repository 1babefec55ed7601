/** Holds what was said, dialog by dialog, as a user's client would show it. */
import type { Store } from "./store.ts";
import type { Chat, StoredMessage } from "./types.ts";

export interface Messages {
  /** The id the next message of a dialog gets; given once. */
  nextId(dialog: string): number;
  add(message: StoredMessage): void;
  get(dialog: string, messageId: number): StoredMessage | undefined;
  save(message: StoredMessage): void;
  remove(message: StoredMessage): void;
  /** Oldest first, the dialogs of every bot together unless one is named. */
  ofChat(chatId: number, botId?: number | undefined): StoredMessage[];
}

/** Older messages of a dialog are forgotten, so that a day of load tests fits into memory. */
const KEPT_PER_DIALOG = 5_000;

/** A private chat has one history per bot, a group has one for all. */
export function dialogOf(chat: Chat, botId: number): string {
  return chat.type === "private" ? `${chat.id}/${botId}` : `${chat.id}`;
}

interface Dialog {
  lastId: number;
  messages: Map<number, StoredMessage>;
}

export function createMessages(store: Store): Messages {
  const dialogs = new Map<string, Dialog>();

  function dialog(name: string): Dialog {
    const known = dialogs.get(name);
    if (known) return known;
    const fresh: Dialog = { lastId: 0, messages: new Map() };
    dialogs.set(name, fresh);
    return fresh;
  }
  const key = (message: StoredMessage) => `msg:${message.dialog}:${message.message.message_id}`;

  for (const message of store.loaded("msg:") as StoredMessage[]) {
    const into = dialog(message.dialog);
    into.messages.set(message.message.message_id, message);
    into.lastId = Math.max(into.lastId, message.message.message_id);
  }

  return {
    nextId: (name) => ++dialog(name).lastId,
    add(message) {
      const into = dialog(message.dialog);
      const { messages } = into;
      into.lastId = Math.max(into.lastId, message.message.message_id);
      messages.set(message.message.message_id, message);
      store.put(key(message), message);
      const oldest = messages.size > KEPT_PER_DIALOG ? messages.values().next().value : undefined;
      if (oldest) {
        messages.delete(oldest.message.message_id);
        store.delete(key(oldest));
      }
    },
    get(name, messageId) {
      const found = dialogs.get(name)?.messages.get(messageId);
      return found?.deleted ? undefined : found;
    },
    save: (message) => store.put(key(message), message),
    remove(message) {
      // Kept, marked: its id stays taken after a restart, and the page can show that it is gone.
      message.deleted = true;
      store.put(key(message), message);
    },
    ofChat(chatId, botId) {
      const all = [...dialogs.entries()]
        .filter(([name]) => name === `${chatId}` || name.startsWith(`${chatId}/`))
        .filter(
          ([name]) => botId === undefined || name === `${chatId}` || name === `${chatId}/${botId}`,
        )
        .flatMap(([, { messages }]) => [...messages.values()]);
      return all.sort((a, b) => Number(a.message.date) - Number(b.message.date));
    },
  };
}
