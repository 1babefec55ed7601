/** Says what sending to a chat would come to, where the bot is known not to be there any more. */
import { chatKindOf } from "./pacing.ts";

export interface Absence {
  /** The code that Telegram's own refusal has. */
  readonly code: "bot_blocked" | "bot_kicked" | "not_a_member";
  readonly description: string;
  /** What a person can do, in plain words. */
  readonly remedy: string;
}

/** `status` is the bot's in the chat, as `my_chat_member` said last. Undefined where sending may work. */
export function absenceOf(chatId: string, status: string | null): Absence | undefined {
  if (status === "kicked" && chatKindOf(chatId) === "private") {
    return {
      code: "bot_blocked",
      description: "The user has blocked the bot, so Telegram was not asked.",
      remedy: "The user must unblock the bot. A retry asks Telegram all the same.",
    };
  }
  if (status === "kicked") {
    return {
      code: "bot_kicked",
      description: "The bot was removed from the chat, so Telegram was not asked.",
      remedy: "Somebody must add the bot to the chat again. A retry asks Telegram all the same.",
    };
  }
  if (status === "left") {
    return {
      code: "not_a_member",
      description: "The bot has left the chat, so Telegram was not asked.",
      remedy: "Add the bot to the chat. A retry asks Telegram all the same.",
    };
  }
  return undefined;
}
