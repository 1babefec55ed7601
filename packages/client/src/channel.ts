/** Reads which connection, chat and topic a Sidekick channel means. */

export interface ChannelAddress {
  readonly connectionId: string;
  /** Absent where all chats of the connection are meant. */
  readonly chatId?: string | undefined;
  readonly threadId?: string | undefined;
}

export interface ChannelNames {
  /** For channels that name no connection. */
  readonly connectionId?: string | undefined;
  /** Names of your own for channels, such as `{ support: "conn_…/-1001234567890" }`. */
  readonly channels?: Readonly<Record<string, string>> | undefined;
}

const shape = /^(?:(conn_\w+)(?:\/|$))?(?:(-?\d{1,20})(?:\/(\d{1,20}))?)?$/;

/**
 * `conn_…/<chat>`, `conn_…/<chat>/<topic>`, or without the connection where one is given; `conn_…` or
 * `default` for all chats of one, to receive from. Undefined where the channel means none of them.
 */
export function addressOf(channel: string, names: ChannelNames): ChannelAddress | undefined {
  const { channels = {} } = names;
  const named = Object.hasOwn(channels, channel) ? channels[channel] : undefined;
  const text = (named ?? channel).trim();
  const [found, connectionId = names.connectionId, chatId, threadId] =
    shape.exec(text === "default" ? "" : text) ?? [];
  if (found === undefined || connectionId === undefined) return undefined;
  return { connectionId, chatId, threadId };
}

export function channelOf({ connectionId, chatId, threadId }: ChannelAddress): string {
  return [connectionId, chatId, threadId].filter((each) => each !== undefined).join("/");
}
