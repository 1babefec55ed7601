/** Names a chat for a person: by its title, else its @name, else its number. */

export interface NamedChat {
  readonly title: string | null;
  readonly username: string | null;
}

export function chatLabel(chat: NamedChat | null, chatId: string): string {
  if (chat?.title) return chat.title;
  return chat?.username ? `@${chat.username}` : `chat ${chatId}`;
}
