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

/** Items of an album (Bot API, sendMediaGroup). */
export const MIN_ALBUM_ITEMS = 2;
export const MAX_ALBUM_ITEMS = 10;

const MIB = 1024 * 1024;
/** Uploads to the hosted server; one of one's own takes 2000 MB (Bot API, "Sending files"). */
export const MAX_PHOTO_BYTES = 10 * MIB;
export const MAX_FILE_BYTES = 50 * MIB;
/** Shown as a voice message up to here, beyond as a file (PTB `constants.py` FileSizeLimit.VOICE_NOTE_FILE_SIZE). */
export const MAX_VOICE_BYTES = MIB;

/** Polls, in characters and options (Bot API, sendPoll). */
export const MAX_QUESTION_LENGTH = 300;
export const MIN_POLL_OPTIONS = 2;
export const MAX_POLL_OPTIONS = 12;
export const MAX_OPTION_LENGTH = 100;
export const MAX_EXPLANATION_LENGTH = 200;
export const MAX_EXPLANATION_LINE_FEEDS = 2;
/** Seconds that a poll may stay open (Bot API, sendPoll). */
export const MIN_POLL_SECONDS = 5;
export const MAX_POLL_SECONDS = 2_628_000;

/** Metres of a location's uncertainty (Bot API, sendLocation). */
export const MAX_LOCATION_ACCURACY = 1_500;

/** Messages of one deletion (Bot API, deleteMessages). */
export const MAX_DELETIONS = 100;
