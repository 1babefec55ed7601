/** Renders any content into its calls, and says which bytes it needs for that. */
import type { RenderedContent } from "./call.ts";
import { type WantedFile, wantedFile } from "./files.ts";
import { type MediaFile, type MediaKind, mediaKinds } from "./media-kinds.ts";
import { type AlbumContent, renderAlbum } from "./render-album.ts";
import { type ChangeContent, isChange, renderChange } from "./render-change.ts";
import { type LocationContent, renderLocation } from "./render-location.ts";
import { type MediaContent, renderMedia } from "./render-media.ts";
import { type PollContent, renderPoll } from "./render-poll.ts";
import { renderText, type TextContent } from "./render-text.ts";

export type Content =
  | TextContent
  | MediaContent
  | AlbumContent
  | LocationContent
  | PollContent
  | ChangeContent;

/** `files`: what `wantedFiles` asks for, in its order. */
export function renderContent(content: Content, files: readonly MediaFile[]): RenderedContent {
  if (isChange(content)) return renderChange(content, files);
  switch (content.type) {
    case "text":
      return renderText(content);
    case "location":
      return renderLocation(content);
    case "poll":
      return renderPoll(content);
    case "mediaGroup":
      return renderAlbum(content, files);
    default:
      return renderMedia(content, files);
  }
}

/** The bytes that a content names by address or upload, in the order in which it names them. */
export function wantedFiles(content: Content): WantedFile[] {
  return itemsOf(content).flatMap(({ item, path }) => wantedFile(item, item.type, path) ?? []);
}

function itemsOf(content: Content) {
  if (content.type === "mediaGroup") {
    return content.items.map((item, index) => ({ item, path: `content.items[${index}]` }));
  }
  if (content.type === "editMedia") return [{ item: content.media, path: "content.media" }];
  return isMedia(content) ? [{ item: content, path: "content" }] : [];
}

function isMedia(content: Content): content is MediaContent {
  return mediaKinds.includes(content.type as MediaKind);
}
