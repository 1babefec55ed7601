/** Renders rows of buttons into an inline keyboard and says what Telegram would refuse in them. */
import { MAX_BUTTONS, MAX_BUTTONS_IN_ROW, MAX_CALLBACK_DATA_BYTES } from "../limits.ts";
import type { Fault } from "./fault.ts";

/** A button either tells the bot its `callbackData` or opens its `url`. */
export interface Button {
  readonly text: string;
  readonly callbackData?: string | undefined;
  readonly url?: string | undefined;
}

export type InlineButton =
  | { readonly text: string; readonly callback_data: string }
  | { readonly text: string; readonly url: string };

/** The keyboard, and every fault with the path of its button. Empty rows are faults too. */
export function renderButtons(rows: readonly (readonly Button[])[]): {
  keyboard: InlineButton[][];
  faults: Fault[];
} {
  const faults: Fault[] = [];
  if (rows.reduce((sum, row) => sum + row.length, 0) > MAX_BUTTONS) {
    faults.push({ path: "buttons", message: `There are more than ${MAX_BUTTONS} buttons.` });
  }
  const keyboard = rows.map((row, y) => {
    const path = `buttons[${y}]`;
    if (row.length === 0) faults.push({ path, message: "The row is empty." });
    if (row.length > MAX_BUTTONS_IN_ROW) {
      faults.push({ path, message: `The row has more than ${MAX_BUTTONS_IN_ROW} buttons.` });
    }
    return row.map((button, x) => {
      const message = faultOf(button);
      if (message !== null) faults.push({ path: `${path}[${x}]`, message });
      const { text, callbackData, url } = button;
      return url === undefined ? { text, callback_data: callbackData ?? "" } : { text, url };
    });
  });
  return { keyboard, faults };
}

function faultOf({ text, callbackData, url }: Button): string | null {
  if (text.trim() === "") return "The button's text is empty.";
  if (!text.isWellFormed() || text.includes("\0")) return "The button's text is not clean Unicode.";
  if ((callbackData === undefined) === (url === undefined)) {
    return "A button has either callbackData or url.";
  }
  if (callbackData !== undefined) {
    const bytes = Buffer.byteLength(callbackData, "utf8");
    if (bytes < 1 || bytes > MAX_CALLBACK_DATA_BYTES) {
      return `callbackData must have 1 to ${MAX_CALLBACK_DATA_BYTES} bytes; it has ${bytes}.`;
    }
    if (!callbackData.isWellFormed() || callbackData.includes("\0")) {
      return "callbackData is not clean Unicode.";
    }
    return null;
  }
  const protocol = URL.canParse(url ?? "") ? new URL(url ?? "").protocol : "";
  if (!["http:", "https:", "tg:"].includes(protocol)) return "The url must be http, https or tg.";
  return null;
}
