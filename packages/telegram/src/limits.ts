/** What Telegram takes in one message, as data with its sources. */

/** UTF-16 units of a text after its markup is read (Bot API, sendMessage). */
export const MAX_TEXT_LENGTH = 4_096;
/** UTF-16 units of a caption (Bot API, sendPhoto). */
export const MAX_CAPTION_LENGTH = 1_024;
/** Formatted pieces of one message; Telegram ignores the surplus without a word (PTB `constants.py` MessageEntityLimit). */
export const MAX_ENTITIES = 100;
/** Messages that one long text may become: ours, so that a mistake does not flood a chat. */
export const MAX_PARTS = 20;

/** Buttons of a keyboard and of one of its rows (PTB `constants.py`; undocumented). */
export const MAX_BUTTONS = 100;
export const MAX_BUTTONS_IN_ROW = 8;
/** Bytes, not characters (Bot API, InlineKeyboardButton). */
export const MAX_CALLBACK_DATA_BYTES = 64;
