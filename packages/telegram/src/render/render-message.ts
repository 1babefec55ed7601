/** Renders a requested message into the Bot API calls that would send it. */
import type { Call } from "./call.ts";
import type { Fault } from "./fault.ts";
import { exactInteger, isPositiveId } from "./ids.ts";
import type { MediaFile } from "./media-kinds.ts";
import { type Button, renderButtons } from "./render-buttons.ts";
import { isChange } from "./render-change.ts";
import { type Content, renderContent } from "./render-content.ts";

export interface MessageRequest {
  /** A decimal id: `@names` are resolved before anything is rendered. */
  readonly chatId: string;
  readonly threadId?: string | null | undefined;
  readonly content: Content;
  /** What `wantedFiles` asks for, in its order. */
  readonly files?: readonly MediaFile[] | undefined;
  readonly replyToMessageId?: string | null | undefined;
  readonly silent?: boolean | undefined;
  readonly protected?: boolean | undefined;
  /** Costs Stars, and goes out beyond the free 30 messages a second. */
  readonly paidBroadcast?: boolean | undefined;
  /** Rows of buttons under the message. */
  readonly buttons?: readonly (readonly Button[])[] | undefined;
}

/** One Bot API call, with everything it says. */
export type MessagePart = Call;

export type Rendering =
  | {
      readonly ok: true;
      readonly parts: readonly MessagePart[];
      /** What was done other than asked, because the caller allows it. */
      readonly notes: readonly string[];
    }
  /** Every fault, each with the path of the request's field. */
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * The calls in the order in which they must go out: the first one replies, the last one carries the
 * buttons. What is rendered here is digested, approved and sent as it is; nothing is added later.
 *
 * Ids stay texts where they were texts: the Bot API takes every integer parameter as a string too,
 * and a number beyond 2^53 would be another chat's.
 */
export function renderMessage(request: MessageRequest): Rendering {
  const content = renderContent(request.content, request.files ?? []);
  const buttons = renderButtons(request.buttons ?? []);
  const faults = [
    ...(content.ok ? [] : content.faults),
    ...idFaults(request),
    ...buttons.faults,
    ...misplaced(request),
  ];
  if (!content.ok || faults.length > 0) return { ok: false, faults };
  const { calls, notes } = content;
  const parts = calls.map(({ method, params, files }, index) => ({
    method,
    files,
    params: {
      chat_id: request.chatId,
      ...params,
      ...shared(request),
      ...(index === 0 && replying(request)),
      ...(index === calls.length - 1 &&
        buttons.keyboard.length > 0 && { reply_markup: { inline_keyboard: buttons.keyboard } }),
    },
  }));
  return { ok: true, parts, notes };
}

/** Options that Telegram does not have for this content. */
function misplaced(request: MessageRequest): Fault[] {
  const { content, buttons = [] } = request;
  const faults: Fault[] = [];
  if (content.type === "mediaGroup" && buttons.length > 0) {
    faults.push({ path: "buttons", message: "Telegram shows no buttons under an album." });
  }
  if (!isChange(content)) return faults;
  const message = "This belongs to new messages; the request changes one that is there.";
  if (content.type === "delete" && buttons.length > 0) faults.push({ path: "buttons", message });
  if (request.replyToMessageId != null) faults.push({ path: "replyToMessageId", message });
  if (request.silent === true) faults.push({ path: "silent", message });
  if (request.protected === true) faults.push({ path: "protected", message });
  if (request.paidBroadcast === true) faults.push({ path: "paidBroadcast", message });
  return faults;
}

/** What every part says; a message that is there has its topic. */
function shared(request: MessageRequest) {
  if (isChange(request.content)) return {};
  return {
    ...(request.threadId != null && { message_thread_id: exactInteger(request.threadId) }),
    ...(request.silent === true && { disable_notification: true }),
    ...(request.protected === true && { protect_content: true }),
    ...(request.paidBroadcast === true && { allow_paid_broadcast: true }),
  };
}

/** Answering nothing would be another message than the one that was approved. */
function replying({ replyToMessageId: id }: MessageRequest) {
  if (id == null) return {};
  return { reply_parameters: { message_id: exactInteger(id), allow_sending_without_reply: false } };
}

function idFaults({ chatId, threadId, replyToMessageId }: MessageRequest): Fault[] {
  const faults: Fault[] = [];
  if (!/^-?[1-9]\d{0,18}$/.test(chatId)) {
    faults.push({ path: "chatId", message: "A chat's id is a whole number." });
  }
  for (const [path, id] of Object.entries({ threadId, replyToMessageId })) {
    if (id != null && !isPositiveId(id)) {
      faults.push({ path, message: "This id is a positive whole number." });
    }
  }
  return faults;
}
