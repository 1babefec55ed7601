/** How fast Telegram lets a bot send, as data. */

/** Messages per second of a whole bot, over all chats (Telegram's FAQ, through PTB `constants.py` FloodLimit). */
export const BOT_MESSAGES_PER_SECOND = 30;
/** Messages per second in one chat; short bursts are tolerated but not counted on (same source). */
export const CHAT_MESSAGES_PER_SECOND = 1;
/** Messages per minute in one group, supergroup or channel (same source). */
export const GROUP_MESSAGES_PER_MINUTE = 20;
/**
 * Messages per second of a bot with `allow_paid_broadcast`, beside the free ones; each of them costs
 * 0.1 Star (Bot API, sendMessage).
 */
export const PAID_MESSAGES_PER_SECOND = 1_000;

export interface PacingLimits {
  readonly botPerSecond: number;
  readonly chatPerSecond: number;
  readonly groupPerMinute: number;
  readonly paidPerSecond: number;
}

/** What Telegram documents; its real limits live where nobody can read them. */
export const defaultPacing: PacingLimits = {
  botPerSecond: BOT_MESSAGES_PER_SECOND,
  chatPerSecond: CHAT_MESSAGES_PER_SECOND,
  groupPerMinute: GROUP_MESSAGES_PER_MINUTE,
  paidPerSecond: PAID_MESSAGES_PER_SECOND,
};

/** `group` covers groups, supergroups and channels: an id does not tell the latter two apart. */
export type ChatKind = "private" | "group";

/**
 * The kind of chat an id belongs to: users have positive ids, all others negative ones. What is no
 * number counts as a group, whose limits are the stricter ones.
 */
export function chatKindOf(chatId: string): ChatKind {
  return /^\d+$/.test(chatId) ? "private" : "group";
}
