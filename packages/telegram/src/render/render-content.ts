/** Renders any content into its calls, and says which bytes it needs for that. */
import type { RenderedContent } from "./call.ts";
import { type WantedFile, wantedFile } from "./files.ts";
import { type MediaFile, type MediaKind, mediaKinds } from "./media-kinds.ts";
import { type AlbumContent, renderAlbum } from "./render-album.ts";
import { type LocationContent, renderLocation } from "./render-location.ts";
import { type MediaContent, renderMedia } from "./render-media.ts";
import { type PollContent, renderPoll } from "./render-poll.ts";
import { renderText, type TextContent } from "./render-text.ts";

export type Content = TextContent | MediaContent | AlbumContent | LocationContent | PollContent;

/** `files`: what `wantedFiles` asks for, in its order. */
export function renderContent(content: Content, files: readonly MediaFile[]): RenderedContent {
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
  const wanted =
    content.type === "mediaGroup"
      ? content.items.map((item, index) => wantedFile(item, item.type, `content.items[${index}]`))
      : isMedia(content)
        ? [wantedFile(content, content.type, "content")]
        : [];
  return wanted.filter((each) => each !== undefined);
}

function isMedia(content: Content): content is MediaContent {
  return mediaKinds.includes(content.type as MediaKind);
}
