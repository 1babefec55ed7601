/** Renders a requested message into the Bot API calls that would send it. */
import { type Button, type Fault, renderButtons } from "./render-buttons.ts";

export type TextFormat = "plain" | "html" | "markdown";

export interface TextContent {
  readonly type: "text";
  readonly text: string;
  readonly format?: TextFormat | undefined;
}

export interface MessageRequest {
  /** A decimal id: `@names` are resolved before anything is rendered. */
  readonly chatId: string;
  readonly threadId?: string | null | undefined;
  readonly content: TextContent;
  readonly replyToMessageId?: string | null | undefined;
  readonly silent?: boolean | undefined;
  readonly protected?: boolean | undefined;
  /** Rows of buttons under the message. */
  readonly buttons?: readonly (readonly Button[])[] | undefined;
}

/** One Bot API call. */
export interface MessagePart {
  readonly method: "sendMessage";
  readonly params: Readonly<Record<string, unknown>>;
}

export type Rendering =
  | { readonly ok: true; readonly parts: readonly MessagePart[] }
  /** Every fault, each with the path of the request's field. */
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** UTF-16 units of a text after its markup is parsed (Bot API, sendMessage). */
export const MAX_TEXT_LENGTH = 4096;
/** Bytes of a text as sent, markup included (Client.cpp 11309). */
export const MAX_TEXT_BYTES = 32_768;

const PARSE_MODES = { plain: undefined, html: "HTML", markdown: "MarkdownV2" } as const;

/**
 * The calls in the order in which they must go out. What is rendered here is digested, approved and
 * sent as it is; nothing is added later.
 *
 * Ids stay texts where they were texts: the Bot API takes every integer parameter as a string too,
 * and a number beyond 2^53 would be another chat's.
 */
export function renderMessage(request: MessageRequest): Rendering {
  const { content, chatId, threadId, replyToMessageId } = request;
  const faults = [...textFaults(content), ...idFaults(request)];
  const buttons = renderButtons(request.buttons ?? []);
  faults.push(...buttons.faults);
  if (faults.length > 0) return { ok: false, faults };

  const parseMode = PARSE_MODES[content.format ?? "plain"];
  const params: Record<string, unknown> = { chat_id: chatId, text: content.text };
  if (threadId != null) params.message_thread_id = exactInteger(threadId);
  if (parseMode !== undefined) params.parse_mode = parseMode;
  if (request.silent === true) params.disable_notification = true;
  if (request.protected === true) params.protect_content = true;
  if (replyToMessageId != null) {
    // Answering nothing would be another message than the one that was approved.
    const reply = {
      message_id: exactInteger(replyToMessageId),
      allow_sending_without_reply: false,
    };
    params.reply_parameters = reply;
  }
  if (buttons.keyboard.length > 0) {
    params.reply_markup = { inline_keyboard: buttons.keyboard };
  }
  return { ok: true, parts: [{ method: "sendMessage", params }] };
}

function textFaults({ text, format = "plain" }: TextContent): Fault[] {
  const fault = (message: string) => [{ path: "content.text", message }];
  if (!Object.hasOwn(PARSE_MODES, format)) {
    return [{ path: "content.format", message: "The format must be plain, html or markdown." }];
  }
  if (text.trim() === "") return fault("The text is empty.");
  if (!text.isWellFormed()) return fault("The text holds half a surrogate pair.");
  if (text.includes("\0")) return fault("The text holds a NUL character.");
  if (format === "plain" && text.length > MAX_TEXT_LENGTH) {
    const message = `The text has ${text.length} UTF-16 units; Telegram takes ${MAX_TEXT_LENGTH}.`;
    return fault(message);
  }
  // How long marked-up text is without its markup, only Telegram knows.
  const bytes = Buffer.byteLength(text, "utf8");
  if (bytes > MAX_TEXT_BYTES) {
    return fault(`The text has ${bytes} bytes; Telegram takes ${MAX_TEXT_BYTES}.`);
  }
  return [];
}

function idFaults({ chatId, threadId, replyToMessageId }: MessageRequest): Fault[] {
  const faults: Fault[] = [];
  if (!/^-?[1-9]\d{0,18}$/.test(chatId)) {
    faults.push({ path: "chatId", message: "A chat's id is a whole number." });
  }
  for (const [path, id] of Object.entries({ threadId, replyToMessageId })) {
    if (id != null && !/^[1-9]\d{0,18}$/.test(id)) {
      faults.push({ path, message: "This id is a positive whole number." });
    }
  }
  return faults;
}

/** A number where that is exact, as Bot API servers and logs show it, else the digits. */
function exactInteger(id: string): number | string {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : id;
}
