/** Renders an album: several media under one call, which arrive as messages of their own. */
import { MAX_ALBUM_ITEMS, MAX_FILE_BYTES, MIN_ALBUM_ITEMS } from "../limits.ts";
import { type RenderedContent, refused } from "./call.ts";
import type { Fault } from "./fault.ts";
import { FileShelf } from "./files.ts";
import { asParams, readCaption } from "./marked-up.ts";
import type { MediaFile } from "./media-kinds.ts";
import { detailsOf, type MediaItem } from "./render-media.ts";

export interface AlbumItem extends MediaItem {
  readonly type: "photo" | "video" | "document" | "audio";
}

export interface AlbumContent {
  readonly type: "mediaGroup";
  readonly items: readonly AlbumItem[];
}

export function renderAlbum({ items }: AlbumContent, files: readonly MediaFile[]): RenderedContent {
  const faults = faultsOf(items);
  const notes: string[] = [];
  const shelf = new FileShelf(files);
  const media = items.map((item, index) => {
    const path = `content.items[${index}]`;
    const reference = shelf.refer(item, item.type, path);
    const caption = readCaption(item.caption, item, `${path}.caption`);
    if (caption.ok) notes.push(...caption.notes);
    else faults.push(...caption.faults);
    return {
      type: item.type,
      media: reference,
      ...(caption.ok && asParams(caption.value, "caption")),
      ...detailsOf(item.type, item),
    };
  });
  const bytes = shelf.taken.reduce((sum, { size }) => sum + size, 0);
  if (bytes > MAX_FILE_BYTES) {
    const message = `The album's files have ${bytes} bytes; one request takes ${MAX_FILE_BYTES}.`;
    faults.push({ path: "content.items", message });
  }
  if (faults.length + shelf.faults.length > 0) return refused(...shelf.faults, ...faults);
  return {
    ok: true,
    calls: [{ method: "sendMediaGroup", params: { media }, files: shelf.taken }],
    notes,
  };
}

/** Documents and audio stay among themselves (Bot API, sendMediaGroup). */
function faultsOf(items: readonly AlbumItem[]): Fault[] {
  const path = "content.items";
  if (items.length < MIN_ALBUM_ITEMS || items.length > MAX_ALBUM_ITEMS) {
    return [{ path, message: `An album has ${MIN_ALBUM_ITEMS} to ${MAX_ALBUM_ITEMS} items.` }];
  }
  const types = new Set(items.map(({ type }) => type));
  const alone = (["document", "audio"] as const).find((type) => types.has(type));
  if (alone === undefined || types.size === 1) return [];
  return [{ path, message: `In an album, ${alone} goes with nothing but ${alone}.` }];
}
