/** Renders changes to messages that are there already: another text, caption, picture or buttons, or their end. */
import { MAX_DELETIONS, MAX_TEXT_LENGTH } from "../limits.ts";
import { isEmptyText } from "../text/clean-text.ts";
import { calling, type RenderedContent, refused } from "./call.ts";
import { FileShelf } from "./files.ts";
import { exactInteger, isPositiveId } from "./ids.ts";
import { asParams, type MarkedUp, readCaption } from "./marked-up.ts";
import type { MediaFile } from "./media-kinds.ts";
import { detailsOf, type MediaItem } from "./render-media.ts";

interface Existing {
  /** Telegram's id of a message that the bot has sent. */
  readonly messageId: string;
}

export interface EditTextContent extends Existing, MarkedUp {
  readonly type: "editText";
  readonly text: string;
}

export interface EditCaptionContent extends Existing, MarkedUp {
  readonly type: "editCaption";
  /** None takes the caption away. */
  readonly caption?: string | undefined;
  readonly captionAbove?: boolean | undefined;
}

export interface EditMediaContent extends Existing {
  readonly type: "editMedia";
  readonly media: MediaItem & {
    readonly type: "photo" | "video" | "animation" | "document" | "audio";
  };
}

/** The request's buttons; none takes them away. */
export interface EditButtonsContent extends Existing {
  readonly type: "editButtons";
}

export interface DeleteContent {
  readonly type: "delete";
  readonly messageIds: readonly string[];
}

export type EditContent =
  | EditTextContent
  | EditCaptionContent
  | EditMediaContent
  | EditButtonsContent;
export type ChangeContent = EditContent | DeleteContent;

/** Whether a content changes what is there, in place of sending something new. */
export function isChange(content: { readonly type: string }): content is ChangeContent {
  return content.type === "delete" || content.type.startsWith("edit");
}

export function renderChange(content: ChangeContent, files: readonly MediaFile[]): RenderedContent {
  const ids = content.type === "delete" ? content.messageIds : [content.messageId];
  const wrong = ids.find((id) => !isPositiveId(id));
  if (wrong !== undefined) {
    const path = content.type === "delete" ? "content.messageIds" : "content.messageId";
    return refused({ path, message: "This id is a positive whole number." });
  }
  switch (content.type) {
    case "editText":
      return editText(content);
    case "editCaption":
      return editCaption(content);
    case "editMedia":
      return editMedia(content, files);
    case "editButtons":
      return calling("editMessageReplyMarkup", about(content));
    case "delete":
      return deletion(content);
  }
}

const about = ({ messageId }: Existing) => ({ message_id: exactInteger(messageId) });

function editText(content: EditTextContent): RenderedContent {
  const path = "content.text";
  const text = readCaption(content.text, content, path, MAX_TEXT_LENGTH);
  if (!text.ok) return text;
  if (isEmptyText(text.value.text)) {
    return refused({ path, message: "The text is empty. To remove the message, delete it." });
  }
  return calling(
    "editMessageText",
    { ...about(content), ...asParams(text.value, "text") },
    text.notes,
  );
}

function editCaption(content: EditCaptionContent): RenderedContent {
  const caption = readCaption(content.caption, content, "content.caption");
  if (!caption.ok) return caption;
  const params = {
    ...about(content),
    ...asParams(caption.value, "caption"),
    ...(content.captionAbove === true && { show_caption_above_media: true }),
  };
  return calling("editMessageCaption", params, caption.notes);
}

function editMedia(
  { media, messageId }: EditMediaContent,
  files: readonly MediaFile[],
): RenderedContent {
  const shelf = new FileShelf(files);
  const reference = shelf.refer(media, media.type, "content.media");
  const caption = readCaption(media.caption, media, "content.media.caption");
  if (!caption.ok || shelf.faults.length > 0) {
    return refused(...shelf.faults, ...(caption.ok ? [] : caption.faults));
  }
  const item = {
    type: media.type,
    media: reference,
    ...asParams(caption.value, "caption"),
    ...detailsOf(media.type, media),
  };
  const params = { ...about({ messageId }), media: item };
  return {
    ok: true,
    calls: [{ method: "editMessageMedia", params, files: shelf.taken }],
    notes: caption.notes,
  };
}

/** One by the method that says whether it was there; several by the one that passes over what is not. */
function deletion({ messageIds }: DeleteContent): RenderedContent {
  const ids = [...new Set(messageIds)].map(exactInteger);
  if (ids.length === 0 || ids.length > MAX_DELETIONS) {
    const message = `One request deletes 1 to ${MAX_DELETIONS} messages.`;
    return refused({ path: "content.messageIds", message });
  }
  if (ids.length === 1) return calling("deleteMessage", { message_id: ids[0] });
  return calling("deleteMessages", { message_ids: ids });
}
