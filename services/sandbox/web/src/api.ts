/** Talks to the sandbox's control API. */

export interface Bot {
  id: string;
  name: string;
  username: string;
  /** The id of its picture's file. */
  picture: string | null;
  webhook: { url: string; lastErrorMessage: string | null } | null;
  pendingUpdateCount: number;
}
export interface Person {
  id: string;
  firstName: string;
  lastName?: string;
  username?: string;
}
export interface Chat {
  id: string;
  type: "private" | "group" | "supergroup" | "channel";
  title: string;
  /** The status of every bot, by id. */
  bots: Record<string, string>;
}
export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
}
export interface Button {
  text: string;
  url?: string;
  callback_data?: string;
}
export interface Message {
  message_id: number;
  date: number;
  edit_date?: number;
  from?: { id: number; first_name?: string; is_bot?: boolean };
  sentByBotId: string | null;
  text?: string;
  caption?: string;
  entities?: Entity[];
  caption_entities?: Entity[];
  reply_to_message?: Message;
  reply_markup?: { inline_keyboard?: Button[][] };
  [content: string]: unknown;
}
export interface SidekickStatus {
  running: boolean;
  baseUrl?: string;
  connectionId?: string;
  asked: number;
  lastError: string | null;
}

/** What somebody writes: words, or a file with words under it. */
export type Said = { text: string } | { file: SentFile; caption: string };
export interface SentFile {
  kind: "photo" | "video" | "animation" | "audio" | "voice" | "document";
  name: string;
  mimeType: string;
  base64: string;
}

export const fileUrl = (fileId: string) => `/sandbox/control/files/${encodeURIComponent(fileId)}`;

/** What the API said no with, in words for people. */
export class ApiError extends Error {
  override readonly name = "ApiError";
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`/sandbox/control${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (response.ok) return answer as T;
  const { detail, errors } = answer as { detail?: string; errors?: { message: string }[] };
  throw new ApiError(errors?.[0]?.message ?? detail ?? `The sandbox answered ${response.status}.`);
}

const listed = async <T>(path: string) => (await call<{ data: T[] }>("GET", path)).data;

export const api = {
  bots: () => listed<Bot>("/bots"),
  createBot: (input: { name: string; username: string }) =>
    call<{ id: string; token: string }>("POST", "/bots", input),
  token: (botId: string) => call<{ token: string }>("GET", `/bots/${botId}/token`),
  revoke: (botId: string) => call<{ token: string }>("POST", `/bots/${botId}/revoke`),
  people: () => listed<Person>("/users"),
  createPerson: (firstName: string) => call<Person>("POST", "/users", { firstName }),
  chats: () => listed<Chat>("/chats"),
  createGroup: (title: string, botId: string) =>
    call<Chat>("POST", "/chats", { type: "supergroup", title, botIds: [botId] }),
  setMember: (chatId: string, change: { botId: string; status: string; byUserId: string }) =>
    call<Chat>("POST", `/chats/${chatId}/members`, change),
  messages: (chatId: string, botId: string) =>
    listed<Message>(`/chats/${chatId}/messages?botId=${botId}`),
  setPicture: (botId: string, base64: string | null) =>
    call<Bot>("POST", `/bots/${botId}/picture`, { base64 }),
  write: (input: { botId: string; chatId: string; fromUserId: string } & Said) =>
    call<unknown>("POST", "/messages", input),
  press: (input: {
    botId: string;
    chatId: string;
    messageId: string;
    data: string;
    fromUserId: string;
  }) => call<{ callback_query: { id: string } }>("POST", "/buttons", input),
  sidekick: () => call<SidekickStatus>("GET", "/sidekick"),
  startSidekick: (input: { baseUrl: string; apiKey: string }) =>
    call<SidekickStatus>("POST", "/sidekick", input),
  stopSidekick: () => call<SidekickStatus>("DELETE", "/sidekick"),
};
