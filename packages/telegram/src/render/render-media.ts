/** Renders one photo, document, video, audio, voice message, animation or sticker. */
import { MAX_VOICE_BYTES } from "../limits.ts";
import { type RenderedContent, refused } from "./call.ts";
import { FileShelf, type MediaSource } from "./files.ts";
import { asParams, type MarkedUp, readCaption } from "./marked-up.ts";
import type { MediaFile, MediaKind } from "./media-kinds.ts";

export interface MediaItem extends MediaSource, MarkedUp {
  readonly caption?: string | undefined;
  /** Veiled until it is tapped; of photos, videos and animations. */
  readonly spoiler?: boolean | undefined;
  /** Of photos, videos and animations. */
  readonly captionAbove?: boolean | undefined;
  /** Of audio. */
  readonly title?: string | undefined;
  readonly performer?: string | undefined;
  /** Of stickers. */
  readonly emoji?: string | undefined;
}

export interface MediaContent extends MediaItem {
  readonly type: MediaKind;
}

const methods: Record<MediaKind, string> = {
  photo: "sendPhoto",
  document: "sendDocument",
  video: "sendVideo",
  audio: "sendAudio",
  voice: "sendVoice",
  animation: "sendAnimation",
  sticker: "sendSticker",
};

export function renderMedia(content: MediaContent, files: readonly MediaFile[]): RenderedContent {
  const { type } = content;
  const shelf = new FileShelf(files);
  const reference = shelf.refer(content, type, "content");
  const caption = readCaption(content.caption, content, "content.caption");
  if (!caption.ok || shelf.faults.length > 0) {
    return refused(...shelf.faults, ...(caption.ok ? [] : caption.faults));
  }
  const params = {
    [type]: reference,
    ...asParams(caption.value, "caption"),
    ...detailsOf(type, content),
  };
  return {
    ok: true,
    calls: [{ method: methods[type], params, files: shelf.taken }],
    notes: [...caption.notes, ...notesOn(type, shelf.taken)],
  };
}

/** Parameters that only some kinds have, the same alone and in an album. */
export function detailsOf(kind: MediaKind, item: MediaItem): Record<string, unknown> {
  return {
    ...(item.spoiler === true && { has_spoiler: true }),
    ...(item.captionAbove === true && { show_caption_above_media: true }),
    ...(item.title && { title: item.title }),
    ...(item.performer && { performer: item.performer }),
    ...(item.emoji && { emoji: item.emoji }),
    ...(kind === "video" && { supports_streaming: true }),
  };
}

function notesOn(kind: MediaKind, [file]: readonly MediaFile[]): string[] {
  if (kind !== "voice" || file === undefined || file.size <= MAX_VOICE_BYTES) return [];
  return ["Voice messages of more than 1 MiB arrive as a file."];
}
