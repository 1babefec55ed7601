/** Takes from a rendered call the pictures, sounds and files that it carries. */
import type { Part, PartFile } from "../api/contract.ts";
import { type Fields, fieldsOf, textAt } from "./fields.ts";
import type { Node } from "./nodes.ts";
import { readEntities } from "./read-entities.ts";

export const mediaKinds = [
  ...(["photo", "video", "animation", "sticker"] as const),
  ...(["audio", "voice", "document"] as const),
];
export type MediaKind = (typeof mediaKinds)[number];

export interface SeenMedia {
  readonly kind: MediaKind;
  /** Where the bytes are, for showing; null where they cannot be had. */
  readonly url: string | null;
  /** Why they cannot. */
  readonly missing: string | null;
  /** Where the whole is, if `url` is a smaller one of it. */
  readonly full: string | null;
  /** Where a picture of a video or a document is. */
  readonly thumbnail: string | null;
  /** Pixels, where they are known before it is loaded. */
  readonly width: number | null;
  readonly height: number | null;
  /** Seconds. */
  readonly duration: number | null;
  readonly mimeType: string | null;
  readonly fileName: string | null;
  /** Bytes. */
  readonly size: number | null;
  readonly spoiler: boolean;
  /** Of audio: what a player shows. */
  readonly title: string | null;
  /** Of an item of an album; the caption of a single one is the message's. */
  readonly caption: readonly Node[] | null;
}

export function readMedia({ payload, files = [] }: Part): SeenMedia[] {
  const { media } = payload;
  if (Array.isArray(media)) return media.map(fieldsOf).flatMap((item) => itemOf(item, files));
  if (typeof media === "object") return itemOf(fieldsOf(media), files);
  return mediaKinds.flatMap((kind) => {
    const reference = textAt(payload, kind);
    return reference === null ? [] : [mediaOf(kind, reference, payload, files)];
  });
}

function itemOf(item: Fields, files: readonly PartFile[]): SeenMedia[] {
  const kind = mediaKinds.find((each) => each === textAt(item, "type"));
  if (kind === undefined) return [];
  const caption = textAt(item, "caption");
  return [
    {
      ...mediaOf(kind, textAt(item, "media") ?? "", item, files),
      caption: caption === null ? null : readEntities(caption, item.caption_entities),
    },
  ];
}

function mediaOf(
  kind: MediaKind,
  reference: string,
  fields: Fields,
  files: readonly PartFile[],
): SeenMedia {
  const file = files.find(({ name }) => reference === `attach://${name}`);
  const uploadId = file?.uploadId ?? null;
  const names = [textAt(fields, "performer"), textAt(fields, "title")].filter((name) => name);
  return {
    kind,
    url: uploadId === null ? null : `/api/v1/uploads/${encodeURIComponent(uploadId)}/content`,
    missing: uploadId === null ? "known to Telegram, not to us" : null,
    ...{ full: null, thumbnail: null, width: null, height: null, duration: null },
    mimeType: file?.mimeType ?? null,
    fileName: file?.fileName ?? null,
    size: file?.size ?? null,
    spoiler: fields.has_spoiler === true,
    title: names.length === 0 ? null : names.join(" – "),
    caption: null,
  };
}
