/** What the sandbox knows about bots, people, chats and messages. */

export type Json = Record<string, unknown>;

export interface Webhook {
  url: string;
  secretToken: string;
  maxConnections: number;
  ipAddress: string;
  fixedIp: boolean;
  certificate?: string | undefined;
  lastErrorDate?: number | undefined;
  lastErrorMessage?: string | undefined;
}

export interface Bot {
  id: number;
  token: string;
  name: string;
  username: string;
  loggedOut: boolean;
  webhook?: Webhook | undefined;
  /** Undefined stands for Telegram's default kinds. */
  allowedUpdates?: string[] | undefined;
  nextUpdateId: number;
  createdAt: number;
  /** Base64 of what BotFather's /setuserpic was given. */
  picture?: string | undefined;
}

export interface User {
  id: number;
  firstName: string;
  lastName?: string | undefined;
  username?: string | undefined;
  languageCode: string;
  /** False: a bot may write only after this person wrote to it. */
  reachable: boolean;
}

export type ChatType = "private" | "group" | "supergroup" | "channel";
export type MemberStatus = "creator" | "administrator" | "member" | "left" | "kicked";

export interface Chat {
  id: number;
  type: ChatType;
  title?: string | undefined;
  username?: string | undefined;
  isForum?: boolean | undefined;
  migratedTo?: number | undefined;
  /** True: every bot that was given no status of its own is a member. */
  open: boolean;
  /** Status by bot or user id. */
  members: Record<string, MemberStatus>;
}

export interface StoredMessage {
  /** Where it stands: a private chat has one history per bot. */
  dialog: string;
  chatId: number;
  /** The bot that sent it, or undefined for a person's message. */
  sentBy?: number | undefined;
  /** Whose dialog it is, for private chats. */
  botId?: number | undefined;
  message: Json & { message_id: number };
  deleted?: boolean | undefined;
}
