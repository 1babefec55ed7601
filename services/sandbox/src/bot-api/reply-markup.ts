/** Checks the buttons under a message. */
import type { Params } from "../params/params.ts";
import type { Json } from "../state/types.ts";
import { badRequest } from "./errors.ts";

/** Undocumented bounds of Telegram (TELEGRAM.md §3). */
const MOST_BUTTONS = 100;
const LONGEST_DATA_BYTES = 64;

const ACTIONS = [
  "url",
  "callback_data",
  "web_app",
  "login_url",
  "switch_inline_query",
  "switch_inline_query_current_chat",
  "switch_inline_query_chosen_chat",
  "copy_text",
  "callback_game",
  "pay",
];

/**
 * The inline keyboard to show, or undefined: other kinds of keyboards are accepted, and as on the real
 * server they are not part of the message that comes back. Throws ApiError 400.
 */
export function readReplyMarkup(params: Params): Json | undefined {
  if (!params.text("reply_markup")) return undefined;
  const markup = params.json("reply_markup");
  if (markup === undefined) {
    throw badRequest("can't parse reply keyboard markup JSON object");
  }
  if (typeof markup !== "object" || markup === null || Array.isArray(markup)) {
    throw badRequest("object expected as reply markup");
  }
  const rows = (markup as Json).inline_keyboard;
  if (rows === undefined) return undefined;
  if (!Array.isArray(rows)) {
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array');
  }
  for (const row of rows) {
    if (!Array.isArray(row)) {
      throw badRequest("can't parse inline keyboard button: array of arrays expected");
    }
    for (const button of row) checkButton(button);
  }
  const shown = rows.filter((row) => (row as unknown[]).length > 0);
  if (shown.flat().length > MOST_BUTTONS) throw badRequest("reply markup is too long");
  return shown.length > 0 ? { inline_keyboard: shown } : undefined;
}

function checkButton(button: unknown): void {
  if (typeof button !== "object" || button === null || Array.isArray(button)) {
    throw badRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object");
  }
  const { text, url, callback_data: data } = button as Json;
  if (typeof text !== "string") {
    throw badRequest("can't parse inline keyboard button: Can't find field \"text\"");
  }
  if (!ACTIONS.some((action) => (button as Json)[action] !== undefined)) {
    throw badRequest(
      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    );
  }
  if (data !== undefined) {
    const size = Buffer.byteLength(String(data));
    if (size < 1 || size > LONGEST_DATA_BYTES) throw badRequest("BUTTON_DATA_INVALID");
  }
  if (url !== undefined && !isButtonUrl(String(url))) throw badRequest("BUTTON_URL_INVALID");
}

function isButtonUrl(url: string): boolean {
  const candidate = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(candidate)) return false;
  const { protocol, hostname } = new URL(candidate);
  return protocol === "tg:" || (/^https?:$/.test(protocol) && hostname.includes("."));
}
